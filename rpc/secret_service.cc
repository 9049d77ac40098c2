#include "rpc/secret_service.h"

#include "rpc/grpc_status.h"
#include "rpc/paging.h"
#include "wire/convert.h"

namespace keytrail::rpc {
namespace {

// Sorts as RecordStore::Findings does, for no id and no path holds a NUL.
std::string PlaceOf(const RecordedFinding& row) {
  const Finding& finding = row.finding;
  return fmt::format("{}{}{}{}{:016x}{}", finding.machine_id, '\0', finding.path, '\0',
                     finding.byte_offset, finding.id);
}

v1::Finding ToProto(const RecordedFinding& row, const std::vector<KeyView>& keys) {
  v1::Finding proto = wire::ToProto(row);
  for (const Related& related : graph::RelatedOf(row.finding, keys)) {
    *proto.add_related() = wire::ToProto(related);
  }
  return proto;
}

}  // namespace

grpc::Status SecretService::ListSecrets(grpc::ServerContext* /*context*/,
                                        const v1::ListSecretsRequest* request,
                                        v1::ListSecretsResponse* response) {
  return ToGrpc(List(*request, *response));
}

grpc::Status SecretService::ListKeys(grpc::ServerContext* /*context*/,
                                     const v1::ListKeysRequest* request,
                                     v1::ListKeysResponse* response) {
  return ToGrpc(List(*request, *response));
}

Status SecretService::List(const v1::ListSecretsRequest& request,
                           v1::ListSecretsResponse& response) {
  KT_ASSIGN_OR_RETURN(const std::shared_ptr<const RecordSnapshot> snapshot, view_.Current());
  const std::vector<RecordedFinding>& rows = snapshot->input.findings;
  KT_ASSIGN_OR_RETURN(const Page page,
                      FindPage(rows, {request.page_size(), request.page_token()}, PlaceOf));
  const auto keep = [&](const RecordedFinding& row) {
    return (request.machine_id().empty() || row.finding.machine_id == request.machine_id()) &&
           (request.include_closed() || row.status == FindingStatus::kOpen);
  };
  const auto add = [&](const RecordedFinding& row) {
    *response.add_findings() = ToProto(row, snapshot->keys);
    return response.findings(response.findings_size() - 1).ByteSizeLong();
  };
  response.set_next_page_token(FillPage(rows, page, PlaceOf, keep, add));
  return OkStatus();
}

Status SecretService::List(const v1::ListKeysRequest& request, v1::ListKeysResponse& response) {
  KT_ASSIGN_OR_RETURN(const std::shared_ptr<const RecordSnapshot> snapshot, view_.Current());
  const auto key_of = [](const KeyView& key) { return key.public_key_fingerprint; };
  KT_ASSIGN_OR_RETURN(
      const Page page,
      FindPage(snapshot->keys, {request.page_size(), request.page_token()}, key_of));
  const auto keep = [&](const KeyView& key) {
    return request.public_key_fingerprint().empty() ||
           key.public_key_fingerprint == request.public_key_fingerprint();
  };
  const auto add = [&](const KeyView& key) {
    *response.add_keys() = wire::ToProto(key);
    return response.keys(response.keys_size() - 1).ByteSizeLong();
  };
  response.set_next_page_token(FillPage(snapshot->keys, page, key_of, keep, add));
  return OkStatus();
}

}  // namespace keytrail::rpc
