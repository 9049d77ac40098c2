#include "graph/doors.h"

#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "graph/access/evaluate.h"

namespace keytrail::graph {

Doors EvaluateMachines(std::span<const Fact> facts) {
  std::map<std::string_view, access::MachineFacts> machines;
  for (const Fact& fact : facts) {
    access::MachineFacts& machine = machines[fact.machine_id];
    machine.machine_id = fact.machine_id;
    machine.facts.push_back(&fact);
  }
  Doors all;
  for (const auto& [id, machine] : machines) {
    access::Evaluation evaluation = access::Evaluate(machine);
    all.truncated = all.truncated || evaluation.truncated;
    std::ranges::move(evaluation.doors, std::back_inserter(all.doors));
  }
  return all;
}

}  // namespace keytrail::graph
