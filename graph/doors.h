// The doors of all machines.
#pragma once

#include <span>
#include <vector>

#include "model/door.h"
#include "model/fact.h"

namespace keytrail::graph {

struct Doors {
  std::vector<Door> doors;  // sorted by machine, then as access::Evaluate sorts
  bool truncated = false;   // some machine has more than access::kDoorsPerMachineMax
};

// The order of the facts does not matter. Time: linear in them, but for sorting.
Doors EvaluateMachines(std::span<const Fact> facts);

}  // namespace keytrail::graph
