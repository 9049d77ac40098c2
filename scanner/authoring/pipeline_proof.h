// The proof of rules by the whole pipeline: each example becomes a finding of its rule, in every
// form in which files hold it and across the boundary of two chunks; no negative example does, nor
// an example with a stand-in for its secret; and which other rules fire on it.
#pragma once

#include <memory>
#include <vector>

#include "model/rule_report.h"
#include "scanner/match/rule_pack.h"
#include "scanner/match/rule_set.h"

namespace keytrail::authoring {

struct PipelineProof {
  std::vector<RuleProblem> problems;       // rule by rule
  std::vector<RuleCrossFire> cross_fires;  // rule by rule
};

// Proves the rules of `pack` that are in `rules`; those of `rules` that are not in `pack` only
// cross-fire. Cost: some dozen scans of small texts for each example.
PipelineProof ProveInPipeline(const match::RulePack& pack,
                              const std::shared_ptr<const match::RuleSet>& rules);

}  // namespace keytrail::authoring
