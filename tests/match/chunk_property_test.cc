// One expected answer, every way of cutting the file: the matcher in chunks of every size from one
// byte up against the naive reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "scanner/match/rule_file.h"
#include "tests/match/naive_reference.h"
#include "tests/match/scan_support.h"
#include "tests/support/shipped_rules.h"

namespace keytrail::match {
namespace {

using testing::NaiveReference;
using testing::PlainMatch;
using testing::ScanInChunks;
using testing::SimpleRule;
using testing::WithoutVerdicts;

using Random = std::mt19937;

std::size_t Below(Random& random, std::size_t bound) { return random() % bound; }

// Patterns at the edges of the definition: boundaries, preferences, repeats, bytes.
std::vector<Rule> EdgeRules() {
  const std::vector<std::string> patterns = {
      R"((?P<secret>[0-9a-f]{8}))",
      R"(\b(?P<secret>[a-c]{2,5})\b)",
      R"(\B(?P<secret>b)\B)",
      R"((?P<secret>[a-c]{2,4})\B)",
      R"((?m)^(?P<secret>a{1,3}b?)$)",
      R"((?m)^(?P<secret>[a-c]{1,2}))",
      R"((?P<secret>[a-c]=?)(?m:$))",
      R"((?P<secret>ab|abcd|a))",
      R"((?P<secret>a{0,3}?b{1,2}c?))",
      R"((?P<secret>a{1,4}?)(?:b|c{2,3})?)",
      R"((?i)(?P<secret>key=[a-z]{2,6}))",
      R"((?P<secret>[^a]{2}))",
      R"((?P<secret>\s{2,3}))",
      R"((?P<secret>\S\s\S))",
      R"((?P<secret>\W\D))",
      R"((?s)(?P<secret>a.{0,5}?c))",
      R"((?P<secret>a.{0,5}c))",
      R"((?P<secret>(?:ab){1,3})(?m:$|[^a-z]))",
      R"((?P<secret>(?:[ab]{2}c){2,3}))",
      R"((?:(?P<secret>ab)=(?P<key_id>c)|(?P<key_id>c)=(?P<secret>ab)))",
      R"((?P<secret>\xff[\x80-\xff]{0,3}))",
      R"((?P<secret>(?:a|ab)(?:c|bcd)(?:d|e)?))",
      R"((?P<secret>a[^\n]{0,40}=[^\n]{0,10}b)\b)",
      R"([a-c]{0,4}pwd(?P<secret>[a-c=]{1,6}))",
      R"((?i)\b(?P<secret>pwd|token)\b)",
      R"((?P<secret>[a-c]{2})[^x]{0,12}(?:pwd|token))",
  };
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    rules.push_back(SimpleRule("edge." + std::to_string(100 + i), patterns[i]));
  }
  return rules;
}

// Few letters, so that matches, near misses and overlaps are everywhere.
std::string EdgeText(Random& random, std::size_t bytes) {
  static constexpr char kBytes[] = "aaabbbcccde0123fA=_ \n\n\t\v\xff\x80\x00key=";
  static const std::string kAlphabet(kBytes, sizeof(kBytes) - 1);
  static const std::vector<std::string> kPieces = {"Key=abc", "\naab\n", "ab=c", "c=ab",
                                                   "abcbac",  "pwd",     "PWD",  "token"};
  std::string text;
  while (text.size() < bytes) {
    if (Below(random, 8) == 0) text += kPieces[Below(random, kPieces.size())];
    if (Below(random, 12) == 0) text += std::string(Below(random, 20), "ab0\n"[Below(random, 4)]);
    text.push_back(kAlphabet[Below(random, kAlphabet.size())]);
  }
  return text;
}

std::shared_ptr<const RuleSet> Build(const std::vector<Rule>& rules) {
  StatusOr<std::shared_ptr<const RuleSet>> set = BuildRuleSet(rules, {});
  EXPECT_TRUE(set.ok()) << set.status();
  return set.ok() ? *set : nullptr;
}

TEST(Matcher, AgreesWithTheDefinitionInChunksOfEverySize) {
  const std::vector<Rule> rules = EdgeRules();
  const std::shared_ptr<const RuleSet> set = Build(rules);
  ASSERT_NE(set, nullptr);
  const NaiveReference reference(rules);
  Matcher matcher(set);
  std::map<std::string, std::size_t> matches_of;
  for (unsigned seed = 1; seed <= 120; ++seed) {
    Random random(seed);
    const std::string text = EdgeText(random, 20 + Below(random, 160));
    const std::vector<PlainMatch> expected = reference.MatchesOf(text);
    for (const PlainMatch& match : expected) ++matches_of[match.rule_id];
    for (std::size_t owned_bytes = 1; owned_bytes <= text.size(); ++owned_bytes) {
      const std::vector<PlainMatch> found =
          WithoutVerdicts(ScanInChunks(matcher, *set, text, owned_bytes).matches);
      ASSERT_EQ(found, expected) << "seed " << seed << ", chunks of " << owned_bytes;
    }
  }
  for (const Rule& rule : rules) {
    EXPECT_GT(matches_of[rule.id], 0U) << rule.pattern << " matched nothing, so it tested nothing";
  }
}

TEST(Matcher, AgreesWithTheDefinitionOnLongerTexts) {
  const std::vector<Rule> rules = EdgeRules();
  const std::shared_ptr<const RuleSet> set = Build(rules);
  ASSERT_NE(set, nullptr);
  const NaiveReference reference(rules);
  Matcher matcher(set);
  for (unsigned seed = 1001; seed <= 1060; ++seed) {
    Random random(seed);
    const std::string text = EdgeText(random, 4000);
    const std::vector<PlainMatch> expected = reference.MatchesOf(text);
    for (const std::size_t owned_bytes : {7UL, 64UL, 1000UL, 1UL + Below(random, 3000)}) {
      ASSERT_EQ(WithoutVerdicts(ScanInChunks(matcher, *set, text, owned_bytes).matches), expected)
          << "seed " << seed << ", chunks of " << owned_bytes;
    }
  }
}

// The definition, as far as it goes for a rule that is looked for near words because of what it
// demands beside its match: what the definition keeps and completes is found, unless a match that
// the definition refuses stands in its way no longer.
TEST(Matcher, FindsNearWordsWhatIsDemandedBesideAMatch) {
  constexpr std::size_t kWithinBytes = 12;
  Rule rule = SimpleRule("edge.beside", "(?P<secret>[0-9a-c]{3,5})");
  const std::vector<Rule> alone = {rule};
  rule.components = {{.name = "beside",
                      .pattern = "(?P<beside>pwd=?[a-c])",
                      .within_bytes = kWithinBytes,
                      .within_lines = 0,
                      .required = true}};
  const std::shared_ptr<const RuleSet> set = Build({rule});
  ASSERT_NE(set, nullptr);
  const NaiveReference reference(alone);
  const re2::RE2 beside("pwd=?[a-c]");
  Matcher matcher(set);
  std::size_t complete = 0;
  for (unsigned seed = 1; seed <= 120; ++seed) {
    Random random(seed);
    const std::string text = EdgeText(random, 40 + Below(random, 200));
    const auto whole = ScanInChunks(matcher, *set, text, text.size()).matches;
    for (std::size_t owned_bytes = 1; owned_bytes < text.size(); ++owned_bytes) {
      ASSERT_EQ(ScanInChunks(matcher, *set, text, owned_bytes).matches, whole)
          << "seed " << seed << ", chunks of " << owned_bytes;
    }
    for (const PlainMatch& match : reference.MatchesOf(text)) {
      const std::size_t begin = match.begin - std::min(match.begin, kWithinBytes);
      const std::string around = text.substr(begin, match.end + kWithinBytes - begin);
      if (!re2::RE2::PartialMatch(around, beside)) continue;
      ++complete;
      EXPECT_TRUE(std::ranges::any_of(whole,
                                      [&match](const PlainMatch& found) {
                                        return found.suppressed_by.empty() &&
                                               found.begin < match.end && match.begin < found.end;
                                      }))
          << "seed " << seed << ", at " << match.begin;
    }
  }
  EXPECT_GT(complete, 50U);
}

// Pieces of the rules' own examples, damaged and glued together.
std::string ExampleMix(Random& random, const std::vector<Rule>& rules) {
  std::string text;
  while (text.size() < 700) {
    const Rule& rule = rules[Below(random, rules.size())];
    std::string piece = Below(random, 4) == 0
                            ? rule.negative_examples[Below(random, rule.negative_examples.size())]
                            : rule.examples[Below(random, rule.examples.size())].text;
    if (Below(random, 3) == 0) piece.erase(0, Below(random, piece.size()));
    if (Below(random, 3) == 0) piece.resize(Below(random, piece.size() + 1));
    if (Below(random, 3) == 0 && !piece.empty()) {
      piece[Below(random, piece.size())] = static_cast<char>(random() & 0xFF);
    }
    text += piece;
    if (Below(random, 2) == 0) text += " \n;,x@"[Below(random, 6)];
  }
  return text;
}

// What is in one of them only.
std::vector<PlainMatch> Difference(std::vector<PlainMatch> one, std::vector<PlainMatch> other) {
  std::sort(one.begin(), one.end());
  std::sort(other.begin(), other.end());
  std::vector<PlainMatch> difference;
  std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(),
                                std::back_inserter(difference));
  return difference;
}

TEST(Matcher, AgreesWithTheDefinitionOnTheShippedRules) {
  StatusOr<std::vector<Rule>> rules = LoadRules({test_support::kShippedRules}, {});
  ASSERT_TRUE(rules.ok()) << rules.status();
  for (Rule& rule : *rules) {  // the definition knows no files, and nothing beside a match
    rule.paths.clear();
    rule.components.clear();
  }
  const auto set = test_support::BuildSharedRuleSet(*rules);
  ASSERT_TRUE(set.ok()) << set.status();
  const NaiveReference reference(*rules);
  Matcher matcher(*set);
  for (unsigned seed = 2001; seed <= 2120; ++seed) {
    Random random(seed);
    const std::string text = ExampleMix(random, *rules);
    const std::vector<PlainMatch> expected = reference.MatchesOf(text);
    for (const std::size_t owned_bytes :
         {1UL, 2UL, 17UL, 100UL, 333UL, 1UL + Below(random, 700), text.size()}) {
      const auto found = WithoutVerdicts(ScanInChunks(matcher, **set, text, owned_bytes).matches);
      ASSERT_EQ(Difference(found, expected), std::vector<PlainMatch>())
          << "seed " << seed << ", chunks of " << owned_bytes;
    }
  }
}

}  // namespace
}  // namespace keytrail::match
