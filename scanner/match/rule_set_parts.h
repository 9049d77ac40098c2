// The parts of BuildRuleSet, for those who keep what lies between them. Inside this room only.
#pragma once

#include <memory>
#include <vector>

#include "base/status.h"
#include "scanner/match/packed_rules.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match {

// Errors: kInvalidArgument (no rule, or a pattern that the dialect refuses; the message names the
// rule).
StatusOr<std::vector<ReadRule>> ReadPatterns(std::vector<Rule> rules);

// Errors: as BuildRuleSet. What the confirming engine would refuse shows only when it is first
// used: for rules that were checked once.
StatusOr<std::shared_ptr<const RuleSet>> AssembleRuleSet(std::vector<ReadRule> read_rules,
                                                         const CacheOptions& cache);

// Errors: kInvalidArgument (the confirming engine refuses an expression; the message names the
// rule).
Status CheckExpressions(const RuleSet& set);

}  // namespace keytrail::match
