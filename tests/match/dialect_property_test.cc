// Patterns made at random: what the dialect accepts, both engines accept, and the matcher finds
// with it exactly what RE2 makes of the pattern as it was written.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "scanner/match/dialect.h"
#include "tests/match/naive_reference.h"
#include "tests/match/scan_support.h"

namespace keytrail::match {
namespace {

using testing::NaiveReference;
using testing::PlainMatch;
using testing::ScanInChunks;
using testing::SimpleRule;
using testing::WithoutVerdicts;

using Random = std::mt19937;

std::string OneOf(Random& random, const std::vector<std::string>& choices) {
  return choices[random() % choices.size()];
}

std::string RandomPattern(Random& random, int depth);

std::string RandomAtom(Random& random, int depth) {
  static const std::vector<std::string> kAtoms = {
      "a",      "b",      "c",        "0",     "_",     R"(\n)", R"(\x0b)", R"(\xff)", R"(\s)",
      R"(\S)",  R"(\w)",  R"(\W)",    R"(\d)", R"(\D)", ".",     "[ab]",    "[^a]",    "[a-c]",
      "[^\\s]", "[\\W_]", R"(\b)",    R"(\B)", "(?i)",  "(?-i)", "(?s)",    "(?-s)",   "(?m)",
      "(?m:$)", "(?m:^)", "(?i:[a])", R"(\.)", "=",     "A"};
  if (depth > 0 && random() % 3 == 0) {
    const std::string open = OneOf(random, {"(?:", "(", "(?i:", "(?s:"});
    std::string group = open + RandomPattern(random, depth - 1);
    group += ")";
    return group;
  }
  return OneOf(random, kAtoms);
}

std::string RandomPattern(Random& random, int depth) {
  std::string pattern;
  const std::size_t branches = random() % 4 == 0 ? 2 + random() % 2 : 1;
  for (std::size_t branch = 0; branch < branches; ++branch) {
    if (branch > 0) pattern += "|";
    const std::size_t atoms = 1 + random() % 4;
    for (std::size_t i = 0; i < atoms; ++i) {
      pattern += RandomAtom(random, depth);
      if (random() % 3 == 0) {
        pattern += OneOf(random, {"?", "??", "{2}", "{1,3}", "{0,4}?", "{2,5}?", "{0,12}"});
      }
    }
  }
  return pattern;
}

std::string RandomText(Random& random) {
  static constexpr char kBytes[] = "aaabbbcccAB00_=. \n\n\v\t\xff\x80";
  std::string text;
  const std::size_t bytes = 1 + random() % 60;
  while (text.size() < bytes) text.push_back(kBytes[random() % (sizeof(kBytes) - 1)]);
  return text;
}

TEST(Dialect, MeansForBothEnginesWhatRe2MakesOfThePattern) {
  std::size_t accepted = 0;
  std::size_t matches = 0;
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    Random random(seed);
    const std::string pattern = "(?P<secret>" + RandomPattern(random, 2) + ")";
    const StatusOr<CompiledPattern> compiled = CompilePattern(pattern);
    if (!compiled.ok()) continue;
    const std::vector<Rule> rules = {SimpleRule("t.random", pattern)};
    const auto set = BuildRuleSet(rules, {});
    const NaiveReference reference(rules);
    if (!set.ok()) {
      // What the dialect accepts, the search engine refuses for two reasons only.
      const std::string message = MessageOf(set.status());
      if (message.find("Pattern is too large") != std::string::npos) continue;
      ASSERT_NE(message.find("rule t.random: the search engine refuses the pattern: Pattern can "
                             "never match"),
                std::string::npos)
          << "seed " << seed << ": " << pattern << ": " << message;
      for (int i = 0; i < 50; ++i) ASSERT_TRUE(reference.MatchesOf(RandomText(random)).empty());
      continue;
    }
    ++accepted;
    Matcher matcher(*set);
    for (int repeat = 0; repeat < 12; ++repeat) {
      const std::string text = RandomText(random);
      const std::vector<PlainMatch> expected = reference.MatchesOf(text);
      matches += expected.size();
      for (const std::size_t owned_bytes : {std::size_t{1}, std::size_t{5}, text.size()}) {
        ASSERT_EQ(WithoutVerdicts(ScanInChunks(matcher, **set, text, owned_bytes).matches),
                  expected)
            << "seed " << seed << ", chunks of " << owned_bytes << ": " << pattern;
      }
    }
  }
  EXPECT_GT(accepted, 500U);
  EXPECT_GT(matches, 10'000U);
}

// Any bytes at all are a pattern or a sentence.
TEST(Dialect, SurvivesAnyBytes) {
  static constexpr char kBytes[] = "ab(((?:?P<x>)))[^]{1,3}|\\x0bdsw^$*+?.-_ \x80\n";
  for (unsigned seed = 1; seed <= 20'000; ++seed) {
    Random random(seed);
    std::string pattern;
    const std::size_t bytes = random() % 40;
    while (pattern.size() < bytes) {
      pattern.push_back(random() % 8 == 0 ? static_cast<char>(random() & 0xFF)
                                          : kBytes[random() % (sizeof(kBytes) - 1)]);
    }
    const StatusOr<CompiledPattern> compiled = CompilePattern(pattern);
    if (!compiled.ok()) {
      ASSERT_FALSE(MessageOf(compiled.status()).empty()) << "seed " << seed;
      continue;
    }
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    ASSERT_TRUE(re2::RE2(compiled->confirmation, options).ok()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace keytrail::match
