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

// Collects one page of findings as they come in their order.
class FindingsPage {
 public:
  FindingsPage(const v1::ListSecretsRequest& request, std::size_t items_max, std::string last_place,
               v1::ListSecretsResponse& response)
      : request_(request),
        items_max_(items_max),
        place_(std::move(last_place)),
        response_(response) {}

  // Takes the next finding. False when the page is full, and this one is of the next.
  bool Take(const RecordedFinding& row, const RecordSnapshot& snapshot, Timestamp now) {
    std::string place = PlaceOf(row);
    if (place <= place_) return true;  // of an earlier page
    if (request_.include_closed() || row.status == FindingStatus::kOpen) {
      const auto items = static_cast<std::size_t>(response_.findings_size());
      if (items == items_max_ || bytes_ >= kPageBytes) {
        response_.set_next_page_token(TokenOf(place_));
        return false;
      }
      Add(row, snapshot, now);
    }
    place_ = std::move(place);
    return true;
  }

 private:
  void Add(const RecordedFinding& row, const RecordSnapshot& snapshot, Timestamp now) {
    v1::Finding& proto = *response_.add_findings();
    proto = wire::ToProto(row);
    for (const Related& related : snapshot.joins->RelatedOf(row.finding, now)) {
      *proto.add_related() = wire::ToProto(related);
    }
    bytes_ += proto.ByteSizeLong();
  }

  const v1::ListSecretsRequest& request_;
  const std::size_t items_max_;
  std::string place_;  // of the last finding that was looked at
  v1::ListSecretsResponse& response_;
  std::size_t bytes_ = 0;
};

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
  KT_ASSIGN_OR_RETURN(const std::size_t items_max, PageSizeOf(request.page_size()));
  KT_ASSIGN_OR_RETURN(const std::string last, KeyOfToken(request.page_token()));
  MachineRange range{.first = last.substr(0, last.find('\0')), .last = {}};
  if (!request.machine_id().empty()) range = {request.machine_id(), request.machine_id()};
  FindingsPage page(request, items_max, last, response);
  const Timestamp now = view_.Now();
  return store_.VisitFindings(
      range, [&](const RecordedFinding& row) { return page.Take(row, *snapshot, now); });
}

Status SecretService::List(const v1::ListKeysRequest& request, v1::ListKeysResponse& response) {
  KT_ASSIGN_OR_RETURN(const std::shared_ptr<const RecordSnapshot> snapshot, view_.Current());
  KT_ASSIGN_OR_RETURN(const std::size_t items_max, PageSizeOf(request.page_size()));
  KT_ASSIGN_OR_RETURN(const std::string last, KeyOfToken(request.page_token()));
  const graph::Joins& joins = *snapshot->joins;
  const std::string& only = request.public_key_fingerprint();
  std::size_t bytes = 0;
  std::string_view previous = last;
  std::string_view at = only.empty() ? joins.NextHeldAfter(last) : std::string_view(only);
  while (!at.empty() && (only.empty() || last < only)) {
    const auto items = static_cast<std::size_t>(response.keys_size());
    if (items == items_max || bytes >= kPageBytes) {
      response.set_next_page_token(TokenOf(std::string(previous)));
      return OkStatus();
    }
    const std::optional<KeyView> key = joins.KeyOf(at, view_.Now());
    if (key) {
      *response.add_keys() = wire::ToProto(*key);
      bytes += response.keys(response.keys_size() - 1).ByteSizeLong();
    }
    if (!only.empty()) break;
    previous = at;
    at = joins.NextHeldAfter(at);
  }
  return OkStatus();
}

}  // namespace keytrail::rpc
