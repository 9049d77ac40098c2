#include "rpc/query_client.h"

#include <chrono>
#include <utility>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "keytrail/v1/service.grpc.pb.h"
#include "rpc/grpc_status.h"
#include "wire/convert.h"
#include "wire/text.h"

namespace keytrail::rpc {
namespace {

constexpr std::chrono::seconds kCallTimeout{120};
// The builder of a store may move between two attempts.
constexpr int kAttemptsMax = 3;

// Calls `method` of a new stub, page after page, and hands each response to `take`.
template <typename Service, typename Request, typename Response, typename Take>
Status AllPages(const std::shared_ptr<grpc::Channel>& channel,
                grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                Request request, Take take) {
  const std::unique_ptr<typename Service::Stub> stub = Service::NewStub(channel);
  do {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
    Response response;
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    KT_RETURN_IF_ERROR(take(response));
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return OkStatus();
}

// Runs `ask` on a channel until it succeeds, fails for good, or has failed often enough. `ask`
// returns what it gathered, so that an attempt that broke off leaves nothing behind.
template <typename Ask>
auto WithRetries(BuilderConnection& connection, Ask ask)
    -> decltype(ask(std::shared_ptr<grpc::Channel>())) {
  for (int attempt = 1;; ++attempt) {
    KT_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, connection.Channel());
    auto result = ask(channel);
    const StatusCode code = result.status().code();
    const bool again = code == StatusCode::kUnavailable || code == StatusCode::kAborted;
    if (!again || attempt == kAttemptsMax) return result;
  }
}

StatusOr<SecretRow> SecretFromProto(const v1::Finding& proto) {
  SecretRow row;
  KT_ASSIGN_OR_RETURN(row.recorded, wire::RecordedFindingFromProto(proto));
  for (const v1::Related& proto_related : proto.related()) {
    KT_ASSIGN_OR_RETURN(Related related, wire::FromProto(proto_related));
    row.related.push_back(std::move(related));
  }
  return row;
}

StatusOr<MachineRow> MachineFromProto(const v1::Machine& proto) {
  MachineRow row;
  row.recorded.machine = {
      .id = proto.id(), .name = proto.name(), .unstable_id = proto.unstable_id()};
  KT_ASSIGN_OR_RETURN(row.recorded.first_seen, wire::TimestampFromProto(proto.first_seen()));
  KT_ASSIGN_OR_RETURN(row.recorded.last_seen, wire::TimestampFromProto(proto.last_seen()));
  row.os = proto.os();
  row.hostnames.assign(proto.hostnames().begin(), proto.hostnames().end());
  return row;
}

// Appends each of `protos`, converted.
template <typename Row, typename Protos, typename Convert>
Status AppendAll(std::vector<Row>& rows, const Protos& protos, Convert convert) {
  for (const auto& proto : protos) {
    KT_ASSIGN_OR_RETURN(Row row, convert(proto));
    rows.push_back(std::move(row));
  }
  return OkStatus();
}

constexpr auto kFromProto = [](const auto& proto) { return wire::FromProto(proto); };

}  // namespace

StatusOr<std::vector<SecretRow>> QueryClient::ListSecrets(const std::string& machine_id,
                                                          bool include_closed) {
  v1::ListSecretsRequest request;
  request.set_machine_id(wire::WireText(machine_id));
  request.set_include_closed(include_closed);
  return WithRetries(connection_, [&](const auto& channel) -> StatusOr<std::vector<SecretRow>> {
    std::vector<SecretRow> rows;
    KT_RETURN_IF_ERROR(
        AllPages<v1::SecretService>(channel, &v1::SecretService::Stub::ListSecrets, request,
                                    [&](const v1::ListSecretsResponse& page) {
                                      return AppendAll(rows, page.findings(), SecretFromProto);
                                    }));
    return rows;
  });
}

StatusOr<std::vector<KeyView>> QueryClient::ListKeys(const std::string& public_key_fingerprint) {
  v1::ListKeysRequest request;
  request.set_public_key_fingerprint(wire::WireText(public_key_fingerprint));
  return WithRetries(connection_, [&](const auto& channel) -> StatusOr<std::vector<KeyView>> {
    std::vector<KeyView> rows;
    KT_RETURN_IF_ERROR(AllPages<v1::SecretService>(channel, &v1::SecretService::Stub::ListKeys,
                                                   request, [&](const v1::ListKeysResponse& page) {
                                                     return AppendAll(rows, page.keys(),
                                                                      kFromProto);
                                                   }));
    return rows;
  });
}

StatusOr<std::vector<MachineRow>> QueryClient::ListMachines() {
  return WithRetries(connection_, [&](const auto& channel) -> StatusOr<std::vector<MachineRow>> {
    std::vector<MachineRow> rows;
    KT_RETURN_IF_ERROR(AllPages<v1::MachineService>(
        channel, &v1::MachineService::Stub::ListMachines, v1::ListMachinesRequest(),
        [&](const v1::ListMachinesResponse& page) {
          return AppendAll(rows, page.machines(), MachineFromProto);
        }));
    return rows;
  });
}

StatusOr<std::vector<VolumeCoverage>> QueryClient::GetCoverage(const std::string& machine_id) {
  v1::GetCoverageRequest request;
  request.set_machine_id(wire::WireText(machine_id));
  return WithRetries(
      connection_, [&](const auto& channel) -> StatusOr<std::vector<VolumeCoverage>> {
        std::vector<VolumeCoverage> rows;
        KT_RETURN_IF_ERROR(
            AllPages<v1::MachineService>(channel, &v1::MachineService::Stub::GetCoverage, request,
                                         [&](const v1::GetCoverageResponse& page) {
                                           return AppendAll(rows, page.volumes(), kFromProto);
                                         }));
        return rows;
      });
}

StatusOr<PathRows> QueryClient::ListAttackPaths(const std::string& id, bool include_unknown) {
  v1::ListAttackPathsRequest request;
  request.set_id(wire::WireText(id));
  request.set_include_unknown(include_unknown);
  return WithRetries(connection_, [&](const auto& channel) -> StatusOr<PathRows> {
    PathRows rows;
    KT_RETURN_IF_ERROR(AllPages<v1::AttackPathService>(
        channel, &v1::AttackPathService::Stub::ListAttackPaths, request,
        [&](const v1::ListAttackPathsResponse& page) {
          rows.unknown_left_out = page.unknown_left_out();
          rows.truncated = page.truncated();
          return AppendAll(rows.paths, page.attack_paths(), kFromProto);
        }));
    return rows;
  });
}

}  // namespace keytrail::rpc
