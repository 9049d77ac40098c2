// The inventory of machines and what was read of them, from the record.
#pragma once

#include "keytrail/v1/service.grpc.pb.h"
#include "rpc/record_view.h"

namespace keytrail::rpc {

class MachineService final : public v1::MachineService::Service {
 public:
  // Both must outlive the service.
  MachineService(RecordView& view, RecordStore& store) : view_(view), store_(store) {}

  grpc::Status ListMachines(grpc::ServerContext* context, const v1::ListMachinesRequest* request,
                            v1::ListMachinesResponse* response) override;
  grpc::Status GetCoverage(grpc::ServerContext* context, const v1::GetCoverageRequest* request,
                           v1::GetCoverageResponse* response) override;

 private:
  Status List(const v1::ListMachinesRequest& request, v1::ListMachinesResponse& response);
  Status List(const v1::GetCoverageRequest& request, v1::GetCoverageResponse& response);

  RecordView& view_;
  RecordStore& store_;
};

}  // namespace keytrail::rpc
