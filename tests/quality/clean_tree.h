// What a scan reports of a tree that holds no secret of anybody: each finding must be explained.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "tests/quality/findings.h"

namespace keytrail::quality {

// One line of the explanations: a rule, where it may report, and why that is right.
struct Explanation {
  std::string rule_id;
  std::string path_part;  // that the finding's path holds
  std::string reason;
};

// Reads lines of `rule | part of the path | reason`; blank lines and those that begin with # say
// nothing. Errors: kInvalidArgument, kNotFound.
StatusOr<std::vector<Explanation>> ReadExplanations(const std::string& file);

// The findings that nothing explains, a line each.
std::vector<std::string> UnexplainedOf(const ScanReport& report,
                                       const std::vector<Explanation>& explanations);

}  // namespace keytrail::quality
