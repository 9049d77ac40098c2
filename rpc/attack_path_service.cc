#include "rpc/attack_path_service.h"

#include "rpc/grpc_status.h"
#include "rpc/paging.h"
#include "wire/convert.h"

namespace keytrail::rpc {
namespace {

// Paths are sorted by what matters, not by a key: the token's path is searched for.
StatusOr<Page> FindPathPage(const std::vector<AttackPath>& paths, const PageRequest& request) {
  Page page;
  KT_ASSIGN_OR_RETURN(page.items_max, PageSizeOf(request.page_size));
  KT_ASSIGN_OR_RETURN(const std::string last, KeyOfToken(request.page_token));
  if (request.page_token.empty()) return page;
  const auto found = std::ranges::find(paths, last, &AttackPath::id);
  if (found == paths.end()) {
    return MakeError(StatusCode::kAborted,
                     "listing attack paths: the record changed meanwhile: begin again");
  }
  page.begin = static_cast<std::size_t>(found - paths.begin()) + 1;
  return page;
}

}  // namespace

grpc::Status AttackPathService::ListAttackPaths(grpc::ServerContext* /*context*/,
                                                const v1::ListAttackPathsRequest* request,
                                                v1::ListAttackPathsResponse* response) {
  return ToGrpc(List(*request, *response));
}

Status AttackPathService::List(const v1::ListAttackPathsRequest& request,
                               v1::ListAttackPathsResponse& response) {
  KT_ASSIGN_OR_RETURN(const std::shared_ptr<const graph::PathList> list,
                      view_.Paths(request.include_unknown()));
  KT_ASSIGN_OR_RETURN(const Page page,
                      FindPathPage(list->paths, {request.page_size(), request.page_token()}));
  const auto keep = [&](const AttackPath& path) {
    return request.id().empty() || path.id == request.id();
  };
  const auto add = [&](const AttackPath& path) {
    *response.add_attack_paths() = wire::ToProto(path);
    return response.attack_paths(response.attack_paths_size() - 1).ByteSizeLong();
  };
  const auto key_of = [](const AttackPath& path) { return path.id; };
  response.set_next_page_token(FillPage(list->paths, page, key_of, keep, add));
  response.set_unknown_left_out(list->unknown_left_out);
  response.set_truncated(list->truncated);
  return OkStatus();
}

}  // namespace keytrail::rpc
