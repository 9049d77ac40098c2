// What the graph is built from: rows of the record, as values. The graph knows no store.
#pragma once

#include <vector>

#include "model/fact.h"
#include "model/stores.h"

namespace keytrail::graph {

struct GraphInput {
  std::vector<RecordedMachine> machines;
  std::vector<RecordedFinding> findings;
  std::vector<Fact> facts;               // current ones
  std::vector<VolumeCoverage> coverage;  // the newest of each volume
};

// Whether the finding counts in joins and paths: open, and not suppressed.
inline bool Counts(const RecordedFinding& row) {
  return row.status == FindingStatus::kOpen && row.finding.suppressed_by.empty();
}

}  // namespace keytrail::graph
