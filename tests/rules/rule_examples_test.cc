// Every shipped rule, proven as `keytrail rules check` proves it: by its examples through each
// engine and the whole matcher, in chunks of many sizes, and by what it costs.
#include <gtest/gtest.h>

#include "scanner/match/rule_cost.h"
#include "scanner/match/rule_proof.h"

namespace keytrail::match {
namespace {

TEST(ShippedRules, AreProven) {
  const RulePack pack = LoadRulePack({.directories = {KEYTRAIL_SOURCE_DIR "/rules"}, .files = {}});
  for (const RuleProblem& problem : pack.problems) ADD_FAILURE() << DescribeProblem(problem);
  const RuleProof proof = ProveRules(pack, CostCorpus(kCostCorpusBytes));
  for (const RuleProblem& problem : proof.problems) ADD_FAILURE() << DescribeProblem(problem);
  EXPECT_EQ(proof.costs.size(), pack.rules.size());
  EXPECT_FALSE(pack.rules.empty());
}

}  // namespace
}  // namespace keytrail::match
