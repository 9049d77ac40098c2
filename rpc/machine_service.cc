#include "rpc/machine_service.h"

#include <set>

#include "rpc/grpc_status.h"
#include "rpc/paging.h"
#include "wire/convert.h"
#include "wire/text.h"

namespace keytrail::rpc {
namespace {

// What a machine's own files say of it.
struct SelfDescription {
  std::string os;
  std::set<std::string> hostnames;
};

void Take(const Fact& fact, SelfDescription& self) {
  if (const auto* name = std::get_if<HostNameFact>(&fact.payload)) {
    self.hostnames.insert(wire::WireText(name->name));
  } else if (const auto* system = std::get_if<OperatingSystemFact>(&fact.payload)) {
    self.os = wire::WireText(system->pretty_name.empty() ? system->id : system->pretty_name);
  }
}

// Facts are sorted by machine.
SelfDescription DescribeSelf(const std::vector<Fact>& facts, const std::string& machine_id) {
  SelfDescription self;
  auto own = std::ranges::lower_bound(facts, machine_id, {}, &Fact::machine_id);
  for (; own != facts.end() && own->machine_id == machine_id; ++own) Take(*own, self);
  return self;
}

v1::Machine ToProto(const RecordedMachine& row, const std::vector<Fact>& facts) {
  v1::Machine proto;
  proto.set_id(wire::WireText(row.machine.id));
  proto.set_name(wire::WireText(row.machine.name));
  proto.set_unstable_id(row.machine.unstable_id);
  const SelfDescription self = DescribeSelf(facts, row.machine.id);
  proto.set_os(self.os);
  proto.mutable_hostnames()->Assign(self.hostnames.begin(), self.hostnames.end());
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
  const std::vector<RecordedMachine>& rows = snapshot->input.machines;
  const auto key_of = [](const RecordedMachine& row) { return row.machine.id; };
  KT_ASSIGN_OR_RETURN(const Page page,
                      FindPage(rows, {request.page_size(), request.page_token()}, key_of));
  const auto add = [&](const RecordedMachine& row) {
    *response.add_machines() = ToProto(row, snapshot->input.facts);
    return response.machines(response.machines_size() - 1).ByteSizeLong();
  };
  const auto keep = [](const RecordedMachine&) { return true; };
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
