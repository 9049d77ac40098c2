// What the graph is built from: the record, as values. The graph knows no store.
#pragma once

#include <memory>
#include <vector>

#include "graph/joins.h"
#include "model/stores.h"

namespace keytrail::graph {

struct GraphInput {
  std::shared_ptr<const Joins> joins;
  std::vector<RecordedFinding> findings;
};

}  // namespace keytrail::graph
