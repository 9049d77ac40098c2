// The rule set of a scan, from its packs or from what an earlier scan made of the same packs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "scanner/match/rule_set.h"

namespace keytrail::match {

struct RuleSources {
  std::vector<std::string> directories;  // of rule files
  std::vector<std::string> only_ids;     // empty: all
};

// Loads and compiles the rules of `sources`, or takes them from the cache when it holds what was
// made of the very same files by this version. The rules of a set from the cache carry no examples
// and no references. Errors: as LoadRules and BuildRuleSet. Threads: any; several processes may
// share a cache.
StatusOr<std::shared_ptr<const RuleSet>> ObtainRuleSet(const RuleSources& sources,
                                                       const CacheOptions& cache);

}  // namespace keytrail::match
