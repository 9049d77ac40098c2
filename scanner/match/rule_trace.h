// What each place of a text comes to for each rule: the search engine fired, the pattern is there,
// which validator refuses it and why.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/rule_report.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match {

// Beyond it nothing more is traced.
inline constexpr std::size_t kVerdictsMax = 5000;

// Traces `text` as the file at `path`. Shape: in order of place, then of rule; stages kHit,
// kRefused and kConfirmed; at most kVerdictsMax. A place at which the search engine fired and
// nothing was confirmed is told once a rule and run of such places. Errors: kInvalidArgument (a
// pattern is refused).
StatusOr<std::vector<RuleVerdict>> TraceText(const std::shared_ptr<const RuleSet>& rules,
                                             const std::string& path, const std::string& text);

}  // namespace keytrail::match
