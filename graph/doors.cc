#include "graph/doors.h"

#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "graph/access/evaluate.h"

namespace keytrail::graph {

namespace {

access::ScannedVolume ScannedVolumeOf(const VolumeCoverage& coverage) {
  access::ScannedVolume volume{.volume_id = coverage.volume.id,
                               .uuid = coverage.volume.uuid,
                               .label = coverage.volume.label,
                               .mounted_at = coverage.volume.mounted_at,
                               .walked_to_end = coverage.walked_to_end,
                               .exceptions = {}};
  for (const WalkException& exception : coverage.exceptions) {
    volume.exceptions.push_back(exception.path);
  }
  return volume;
}

}  // namespace

Doors EvaluateMachines(const GraphInput& input, Timestamp now) {
  std::map<std::string_view, access::MachineFacts> machines;
  for (const Fact& fact : input.facts) {
    access::MachineFacts& machine = machines[fact.machine_id];
    machine.machine_id = fact.machine_id;
    machine.facts.push_back(&fact);
  }
  for (const VolumeCoverage& coverage : input.coverage) {
    const auto machine = machines.find(coverage.machine_id);
    if (machine != machines.end()) machine->second.volumes.push_back(ScannedVolumeOf(coverage));
  }
  Doors all;
  for (auto& [id, machine] : machines) {
    machine.now = now;
    access::Evaluation evaluation = access::Evaluate(machine);
    all.truncated = all.truncated || evaluation.truncated;
    std::ranges::move(evaluation.doors, std::back_inserter(all.doors));
  }
  return all;
}

}  // namespace keytrail::graph
