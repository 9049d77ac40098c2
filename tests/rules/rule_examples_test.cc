// Every shipped rule, proven as `keytrail rules check` proves it: by its examples through each
// engine and the whole matcher, in chunks of many sizes, and by what it costs; and through the
// whole pipeline in every form in which files hold them, with stand-ins for its secret.
#include <gtest/gtest.h>

#include "scanner/authoring/pipeline_proof.h"
#include "scanner/match/rule_cost.h"
#include "scanner/match/rule_proof.h"
#include "tests/support/shipped_rules.h"

namespace keytrail {
namespace {

match::RulePack LoadPack() {
  return match::LoadRulePack({.directories = {test_support::kShippedRules}, .files = {}});
}

void ExpectNone(const std::vector<RuleProblem>& problems) {
  for (const RuleProblem& problem : problems) ADD_FAILURE() << DescribeProblem(problem);
}

TEST(ShippedRules, AreProven) {
  const match::RulePack pack = LoadPack();
  ExpectNone(pack.problems);
  EXPECT_TRUE(test_support::BuildSharedRuleSet(pack.rules).ok());
  const match::CacheOptions cache = test_support::SharedRuleCache().options();
  const match::RuleProof proof =
      match::ProveRules(pack, match::CostCorpus(match::kCostCorpusBytes), cache);
  ExpectNone(proof.problems);
  EXPECT_EQ(proof.costs.size(), pack.rules.size());
  EXPECT_FALSE(pack.rules.empty());
}

TEST(ShippedRules, AreProvenInThePipeline) {
  const match::RulePack pack = LoadPack();
  const auto rules = test_support::BuildSharedRuleSet(pack.rules);
  ASSERT_TRUE(rules.ok()) << rules.status();
  ExpectNone(authoring::ProveInPipeline(pack, *rules).problems);
}

}  // namespace
}  // namespace keytrail
