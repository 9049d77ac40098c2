// What a rule costs, in figures that do not depend on the machine: callbacks for each megabyte of a
// corpus that is the same everywhere, and sizes. That no shipped rule breaks a gate is a part of
// its proof (rule_examples_test.cc).
#include <gtest/gtest.h>

#include "scanner/match/compiled_rule.h"
#include "scanner/match/rule_cost.h"
#include "tests/match/scan_support.h"
#include "tests/support/shipped_rules.h"

namespace keytrail::match {
namespace {

double CallbacksOf(const Rule& rule, const std::string& corpus) {
  const StatusOr<SearchHits> search = SearchHits::Create({rule});
  EXPECT_TRUE(search.ok()) << search.status();
  return search.ok() ? CallbacksPerMegabyte(*search, 1, corpus).front() : 0;
}

TEST(RuleCost, TheGateStopsACarelessRule) {
  const std::string corpus = CostCorpus(kCostCorpusBytes / 8);
  for (const std::string pattern :
       {"(?P<secret>[0-9a-f]{32})", "(?i)key(?P<secret>.{0,20})", R"((?P<secret>\w{20}))"}) {
    EXPECT_GT(CallbacksOf(testing::SimpleRule("t.careless", pattern), corpus),
              kCallbacksPerMegabyteMax)
        << pattern;
  }
}

TEST(RuleCost, TheCorpusIsTheSameEachTime) {
  EXPECT_EQ(CostCorpus(100'000), CostCorpus(200'000).substr(0, 100'000));
}

TEST(RuleCost, TheLiteralIsTheLongestThatEveryMatchHolds) {
  EXPECT_EQ(*LiteralBytesOf("abc[0-9]{4}de"), 3U);
  EXPECT_EQ(*LiteralBytesOf("abc|abcde"), 3U);
  EXPECT_EQ(*LiteralBytesOf("(?:abc)?x"), 1U);
  EXPECT_EQ(*LiteralBytesOf("(?i)tok[ae]n"), 3U);
  EXPECT_EQ(*LiteralBytesOf("[a-z]{20}"), 0U);
}

TEST(RuleCost, TheDatabaseForAllTextAndItsScratchStaySmall) {
  constexpr std::size_t kDatabaseBytesPerRuleMax = 10 * 1024;
  constexpr std::size_t kScratchBytesMax = 320 * 1024;
  const auto set = test_support::ObtainShippedRules();
  ASSERT_TRUE(set.ok()) << set.status();
  const RuleGroup& everywhere = (*set)->compiled().groups[kEverywhere];
  const hs_database_t* database = everywhere.database.get();
  std::size_t database_bytes = 0;
  ASSERT_EQ(hs_database_size(database, &database_bytes), HS_SUCCESS);
  EXPECT_LE(database_bytes, everywhere.rule_indices.size() * kDatabaseBytesPerRuleMax);
  hs_scratch_t* scratch = nullptr;
  ASSERT_EQ(hs_alloc_scratch(database, &scratch), HS_SUCCESS);
  const ScratchHandle owned(scratch);
  std::size_t scratch_bytes = 0;
  ASSERT_EQ(hs_scratch_size(scratch, &scratch_bytes), HS_SUCCESS);
  EXPECT_LE(scratch_bytes, kScratchBytesMax);
}

// A repeat that is cut to its minimum calls back once a match, however long the tail.
TEST(RuleCost, ALongTailCallsBackOnce) {
  const auto set =
      BuildRuleSet({testing::SimpleRule("t.tail", "(?P<secret>key=[a-z]{4,400})")}, {});
  ASSERT_TRUE(set.ok()) << set.status();
  Matcher matcher(*set);
  const testing::ScanResult result =
      testing::ScanWhole(matcher, **set, "key=" + std::string(400, 'a'));
  EXPECT_EQ(result.report.hits, 1U);
  ASSERT_EQ(result.matches.size(), 1U);
  EXPECT_EQ(result.matches[0].end, 404U);
}

}  // namespace
}  // namespace keytrail::match
