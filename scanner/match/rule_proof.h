// The proof of rules by the matcher: each engine sees each example, the matcher reports it once
// with its captures and in chunks of every size, no negative example is found, and the rule costs
// no more than it may.
//
// What only the whole pipeline can show (parsers, encodings, which rule is reported) is proven in
// scanner/pipeline.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/rule_report.h"
#include "scanner/match/rule_pack.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match {

struct RuleProof {
  std::vector<RuleProblem> problems;  // rule by rule
  std::vector<RuleCost> costs;        // of the rules that an engine takes, sorted by id
  // Those that an engine takes, compiled together; null when there are none.
  std::shared_ptr<const RuleSet> rules;
};

// Proves all rules of `pack`, together. `cost_corpus` is CostCorpus(kCostCorpusBytes), or less
// where precision matters less than time. Cost: the rules are compiled twice, once where `cache`
// holds them; the corpus is searched once. Threads: any.
RuleProof ProveRules(const RulePack& pack, const std::string& cost_corpus,
                     const CacheOptions& cache);

}  // namespace keytrail::match
