// Every shipped rule against its own examples: through each engine alone, through the whole matcher
// with validators, and in chunks of many sizes.
#include <gtest/gtest.h>
#include <hs/hs.h>
#include <re2/re2.h>

#include "scanner/match/dialect.h"
#include "scanner/match/engine.h"
#include "scanner/match/rule_file.h"
#include "tests/match/scan_support.h"

namespace keytrail::match {
namespace {

using testing::AcceptedOf;
using testing::PlainMatch;
using testing::ScanInChunks;
using testing::ScanResult;
using testing::ScanWhole;

class ShippedRules : public ::testing::Test {
 protected:
  void SetUp() override {
    StatusOr<std::vector<Rule>> rules = LoadRules({KEYTRAIL_SOURCE_DIR "/rules"}, {});
    ASSERT_TRUE(rules.ok()) << rules.status();
    StatusOr<std::shared_ptr<const RuleSet>> set = BuildRuleSet(*std::move(rules), {});
    ASSERT_TRUE(set.ok()) << set.status();
    set_ = *std::move(set);
    matcher_.emplace(set_);
  }

  std::shared_ptr<const RuleSet> set_;
  std::optional<Matcher> matcher_;
};

int CountHit(unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
  ++*static_cast<int*>(count);
  return 0;
}

// Hits of the search form alone.
int HitsOf(const std::string& search, const std::string& text) {
  StatusOr<DatabaseHandle> database = CompileDatabase({.expressions = {search}});
  EXPECT_TRUE(database.ok()) << database.status();
  hs_scratch_t* scratch = nullptr;
  EXPECT_EQ(hs_alloc_scratch(database->get(), &scratch), HS_SUCCESS);
  const ScratchHandle owned(scratch);
  int count = 0;
  EXPECT_EQ(hs_scan(database->get(), text.data(), static_cast<unsigned>(text.size()), 0, scratch,
                    &CountHit, &count),
            HS_SUCCESS);
  return count;
}

TEST_F(ShippedRules, EachEngineAloneSeesEveryExample) {
  for (const Rule& rule : set_->rules()) {
    const StatusOr<CompiledPattern> pattern = CompilePattern(rule.pattern);
    ASSERT_TRUE(pattern.ok()) << rule.id << ": " << pattern.status();
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    const re2::RE2 confirmation(pattern->confirmation, options);
    for (const RuleExample& example : rule.examples) {
      EXPECT_TRUE(re2::RE2::PartialMatch(example.text, confirmation)) << rule.id;
      EXPECT_GT(HitsOf(pattern->search, example.text), 0) << rule.id;
    }
  }
}

TEST_F(ShippedRules, TheMatcherReportsEveryExampleOnceWithItsCaptures) {
  for (const Rule& rule : set_->rules()) {
    for (const RuleExample& example : rule.examples) {
      const ScanResult result =
          ScanWhole(*matcher_, *set_, example.text,
                    example.path.empty() ? ExamplePathOf(rule) : example.path);
      const std::vector<PlainMatch> accepted = AcceptedOf(result, rule.id);
      ASSERT_EQ(accepted.size(), 1U)
          << rule.id << ": " << example.text << ::testing::PrintToString(result.matches);
      for (const auto& [name, value] : example.captures) {
        ASSERT_TRUE(accepted[0].captures.contains(name)) << rule.id << " " << name;
        EXPECT_EQ(accepted[0].captures.at(name), value) << rule.id << " " << name;
        EXPECT_EQ(example.text.substr(accepted[0].capture_offsets.at(name), value.size()), value);
      }
    }
  }
}

TEST_F(ShippedRules, TheMatcherAcceptsNoNegativeExample) {
  for (const Rule& rule : set_->rules()) {
    for (const std::string& text : rule.negative_examples) {
      const ScanResult result = ScanWhole(*matcher_, *set_, text, ExamplePathOf(rule));
      EXPECT_TRUE(AcceptedOf(result, rule.id).empty()) << rule.id << ": " << text;
    }
  }
}

TEST_F(ShippedRules, ExamplesAreFoundInChunksOfEverySizeAsInOne) {
  for (const Rule& rule : set_->rules()) {
    std::string text = "before\n";
    for (const RuleExample& example : rule.examples) text += example.text + "\n";
    for (const std::string& negative : rule.negative_examples) text += negative + "\n";
    const ScanResult whole = ScanWhole(*matcher_, *set_, text, ExamplePathOf(rule));
    ASSERT_FALSE(whole.matches.empty());
    for (const std::size_t owned_bytes : {1, 2, 3, 5, 8, 13, 21, 55, 144, 610, 1597}) {
      const ScanResult chunked =
          ScanInChunks(*matcher_, *set_, text, owned_bytes, ExamplePathOf(rule));
      EXPECT_EQ(chunked.matches, whole.matches) << rule.id << " in chunks of " << owned_bytes;
    }
  }
}

}  // namespace
}  // namespace keytrail::match
