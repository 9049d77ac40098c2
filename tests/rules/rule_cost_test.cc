// What a rule costs, in figures that do not depend on the machine: callbacks for each megabyte of a
// corpus that is the same everywhere, and sizes. A rule that breaks a gate slows every scan.
#include <gtest/gtest.h>

#include "scanner/match/compiled_rule.h"
#include "scanner/match/dialect_parser.h"
#include "scanner/match/example_template.h"
#include "scanner/match/rule_file.h"
#include "tests/match/scan_support.h"

namespace keytrail::match {
namespace {

// Text that holds no secret and much of what patterns begin with: prose, code, configuration, URLs,
// certificates, digests, JSON, key material without its markers.
const std::vector<std::string> kPieces = {
    "the {{lower:7}} of a {{lower:4}} is {{lower:9}}. ",
    "const std::string {{lower:8}} = \"{{base62:20}}\";\n",
    "{{lower:6}}_secret_key: {{lower:4}}\n",
    "https://www.{{lower:8}}.org:8080/{{lower:12}}?a=b@c\n",
    "ssh://git@{{lower:8}}.org:22/{{lower:9}}.git\n",
    "-----BEGIN CERTIFICATE-----\n{{base64:64}}\n{{base64:64}}\n",
    "{{hex:64}}  ./{{lower:10}}\n",
    "{\"AccountName\": \"{{lower:8}}\", \"token\": null}\n",
    "postgres://{{lower:8}}/{{lower:6}}\n",
    "export {{lower:6}}=ghp_{{lower:10}}\n",
    "ssh-ed25519 {{base64:68}} {{lower:5}}@{{lower:6}}\n",
};

// The same everywhere, for everything in it is drawn from one seed in a fixed order.
std::string Corpus(std::size_t bytes) {
  ExampleComposer composer("corpus");
  std::string corpus;
  for (std::size_t i = 0; corpus.size() < bytes; ++i) {
    corpus += composer.Compose(kPieces[i % kPieces.size()]).value();
  }
  corpus.resize(bytes);
  return corpus;
}

double CallbacksPerMegabyte(const Rule& rule, const std::string& corpus) {
  const auto set = BuildRuleSet({rule}, {});
  EXPECT_TRUE(set.ok()) << set.status();
  Matcher matcher(*set);
  const testing::ScanResult result = testing::ScanInChunks(matcher, **set, corpus, 1024 * 1024);
  return static_cast<double>(result.report.hits) * 1e6 / static_cast<double>(corpus.size());
}

// One byte, or one letter in both cases: what the engine's literal matcher can look for.
bool IsLiteral(const ByteSet& bytes) {
  const std::size_t first = bytes._Find_first();
  if (bytes.count() == 1) return true;
  return bytes.count() == 2 && first >= 'A' && first <= 'Z' && bytes[first - 'A' + 'a'];
}

// Length of the longest literal that every match of the expression holds.
std::size_t LiteralBytesOf(const Expression& expression) {
  using Kind = Expression::Kind;
  if (expression.kind == Kind::kBytes) return IsLiteral(expression.bytes) ? 1 : 0;
  if (expression.kind == Kind::kRepeat && expression.repeat_min == 0) return 0;
  std::size_t longest = 0;
  std::size_t shortest = SIZE_MAX;
  std::size_t run = 0;
  for (const Expression& child : expression.children) {
    const std::size_t literal = LiteralBytesOf(child);
    run = child.kind == Kind::kBytes && literal == 1 ? run + 1 : 0;
    longest = std::max({longest, literal, run});
    shortest = std::min(shortest, literal);
  }
  return expression.kind == Kind::kAlternation ? shortest : longest;
}

constexpr std::size_t kCorpusBytes = 8 * 1024 * 1024;
constexpr double kCallbacksPerMegabyteMax = 1.0;
constexpr std::size_t kLiteralBytesMin = 3;

TEST(RuleCost, CallbacksPerMegabyteStayUnderTheGate) {
  const StatusOr<std::vector<Rule>> rules = LoadRules({KEYTRAIL_SOURCE_DIR "/rules"}, {});
  ASSERT_TRUE(rules.ok()) << rules.status();
  const std::string corpus = Corpus(kCorpusBytes);
  for (const Rule& rule : *rules) {
    EXPECT_LE(CallbacksPerMegabyte(rule, corpus), kCallbacksPerMegabyteMax) << rule.id;
  }
}

TEST(RuleCost, TheGateStopsACarelessRule) {
  const std::string corpus = Corpus(kCorpusBytes / 8);
  for (const std::string pattern :
       {"(?P<secret>[0-9a-f]{32})", "(?i)key(?P<secret>.{0,20})", R"((?P<secret>\w{20}))"}) {
    EXPECT_GT(CallbacksPerMegabyte(testing::SimpleRule("t.careless", pattern), corpus),
              kCallbacksPerMegabyteMax)
        << pattern;
  }
}

TEST(RuleCost, EachRuleHasALiteralToLookFor) {
  const StatusOr<std::vector<Rule>> rules = LoadRules({KEYTRAIL_SOURCE_DIR "/rules"}, {});
  ASSERT_TRUE(rules.ok()) << rules.status();
  for (const Rule& rule : *rules) {
    const StatusOr<Expression> expression = ParsePattern(rule.pattern);
    ASSERT_TRUE(expression.ok()) << expression.status();
    EXPECT_GE(LiteralBytesOf(*expression), kLiteralBytesMin) << rule.id;
  }
}

TEST(RuleCost, TheDatabaseAndItsScratchStaySmall) {
  constexpr std::size_t kDatabaseBytesMax = 256 * 1024;
  constexpr std::size_t kScratchBytesMax = 64 * 1024;
  StatusOr<std::vector<Rule>> rules = LoadRules({KEYTRAIL_SOURCE_DIR "/rules"}, {});
  ASSERT_TRUE(rules.ok()) << rules.status();
  const auto set = BuildRuleSet(*std::move(rules), {});
  ASSERT_TRUE(set.ok()) << set.status();
  const hs_database_t* database = (*set)->compiled().everywhere.database.get();
  std::size_t database_bytes = 0;
  ASSERT_EQ(hs_database_size(database, &database_bytes), HS_SUCCESS);
  EXPECT_LE(database_bytes, kDatabaseBytesMax);
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
