// Attack paths through the graph that the record makes.
#pragma once

#include "keytrail/v1/service.grpc.pb.h"
#include "rpc/record_view.h"

namespace keytrail::rpc {

class AttackPathService final : public v1::AttackPathService::Service {
 public:
  // `view` must outlive the service.
  explicit AttackPathService(RecordView& view) : view_(view) {}

  // ABORTED when the list changed so that the page token's path is not in it any more.
  grpc::Status ListAttackPaths(grpc::ServerContext* context,
                               const v1::ListAttackPathsRequest* request,
                               v1::ListAttackPathsResponse* response) override;

 private:
  Status List(const v1::ListAttackPathsRequest& request, v1::ListAttackPathsResponse& response);

  RecordView& view_;
};

}  // namespace keytrail::rpc
