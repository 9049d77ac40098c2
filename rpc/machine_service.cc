#include "rpc/machine_service.h"

#include "rpc/grpc_status.h"
#include "rpc/paging.h"
#include "wire/convert.h"
#include "wire/text.h"

namespace keytrail::rpc {
namespace {

v1::Machine ToProto(const graph::MachineSummary& machine) {
  const RecordedMachine& row = machine.machine();
  v1::Machine proto;
  proto.set_id(wire::WireText(row.machine.id));
  proto.set_name(wire::WireText(row.machine.name));
  proto.set_unstable_id(row.machine.unstable_id);
  proto.set_os(wire::WireText(machine.operating_system()));
  for (const std::string& name : machine.host_names()) proto.add_hostnames(wire::WireText(name));
  *proto.mutable_first_seen() = wire::TimestampToProto(row.first_seen);
  *proto.mutable_last_seen() = wire::TimestampToProto(row.last_seen);
  return proto;
}

std::string VolumeKeyOf(const VolumeCoverage& coverage) {
  return fmt::format("{}{}{}", coverage.machine_id, '\0', coverage.volume.id);
}

}  // namespace

grpc::Status MachineService::ListMachines(grpc::ServerContext* /*context*/,
                                          const v1::ListMachinesRequest* request,
                                          v1::ListMachinesResponse* response) {
  return ToGrpc(List(*request, *response));
}

grpc::Status MachineService::GetCoverage(grpc::ServerContext* /*context*/,
                                         const v1::GetCoverageRequest* request,
                                         v1::GetCoverageResponse* response) {
  return ToGrpc(List(*request, *response));
}

Status MachineService::List(const v1::ListMachinesRequest& request,
                            v1::ListMachinesResponse& response) {
  KT_ASSIGN_OR_RETURN(const std::shared_ptr<const RecordSnapshot> snapshot, view_.Current());
  using Row = std::shared_ptr<const graph::MachineSummary>;
  const graph::Summaries& rows = snapshot->joins->machines();
  const auto key_of = [](const Row& row) { return row->id(); };
  KT_ASSIGN_OR_RETURN(const Page page,
                      FindPage(rows, {request.page_size(), request.page_token()}, key_of));
  const auto add = [&](const Row& row) {
    *response.add_machines() = ToProto(*row);
    return response.machines(response.machines_size() - 1).ByteSizeLong();
  };
  const auto keep = [](const Row&) { return true; };
  response.set_next_page_token(FillPage(rows, page, key_of, keep, add));
  return OkStatus();
}

Status MachineService::List(const v1::GetCoverageRequest& request,
                            v1::GetCoverageResponse& response) {
  KT_ASSIGN_OR_RETURN(const std::vector<VolumeCoverage> rows,
                      store_.Coverage(request.machine_id()));
  KT_ASSIGN_OR_RETURN(const Page page,
                      FindPage(rows, {request.page_size(), request.page_token()}, VolumeKeyOf));
  const auto add = [&](const VolumeCoverage& row) {
    *response.add_volumes() = wire::ToProto(row);
    return response.volumes(response.volumes_size() - 1).ByteSizeLong();
  };
  const auto keep = [](const VolumeCoverage&) { return true; };
  response.set_next_page_token(FillPage(rows, page, VolumeKeyOf, keep, add));
  return OkStatus();
}

}  // namespace keytrail::rpc
