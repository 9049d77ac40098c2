// What came of one file, and the records that travel from a scanner to the graph builder.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "model/fact.h"
#include "model/finding.h"
#include "model/machine.h"
#include "model/volume.h"

namespace keytrail {

// The result of one file, committed as a whole. Sent for files that have something to say
// (findings, facts, or a reason for not having been read to the end); clean files are covered by
// the volume's walk.
struct FileResult {
  std::string scan_id;
  std::string machine_id;
  std::string volume_id;
  std::string path;  // bytes
  bool read_to_end = true;
  std::string reason;  // why not: "io_error", "rule_budget", "finding_limit", …
  std::vector<Finding> findings;
  std::vector<Fact> facts;
};

// One record of the publish stream, in the order in which a scan makes them: begun, files and
// volumes, done.
using ScanRecord = std::variant<ScanBegun, FileResult, VolumeCoverage, ScanDone>;

}  // namespace keytrail
