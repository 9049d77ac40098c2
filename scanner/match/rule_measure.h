// The time that rules take, on this machine: for the author's eyes, never for a gate.
#pragma once

#include <vector>

#include "base/status.h"
#include "model/rule.h"
#include "model/rule_report.h"

namespace keytrail::match {

// Measures each of `rules` alone in the search engine and what it adds to all the others, on the
// cost corpus. Shape: in the order of `rules`. Cost: seconds for a hundred rules. Errors:
// kInvalidArgument (an engine refuses a rule).
StatusOr<std::vector<RuleCost>> MeasureRules(const std::vector<Rule>& rules);

}  // namespace keytrail::match
