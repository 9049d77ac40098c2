// The doors of all machines.
#pragma once

#include <vector>

#include "base/clock.h"
#include "graph/input.h"
#include "model/door.h"

namespace keytrail::graph {

struct Doors {
  std::vector<Door> doors;  // sorted by machine, then as access::Evaluate sorts
  bool truncated = false;   // some machine has more than access::kDoorsPerMachineMax
};

// As of `now`. The order of the input does not matter. Time: linear in it, but for sorting.
Doors EvaluateMachines(const GraphInput& input, Timestamp now);

}  // namespace keytrail::graph
