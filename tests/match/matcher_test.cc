#include "scanner/match/matcher.h"

#include <gtest/gtest.h>

#include <thread>

#include "scanner/match/rule_file.h"
#include "scanner/match/start_windows.h"
#include "tests/match/scan_support.h"
#include "tests/support/shipped_rules.h"

namespace keytrail::match {
namespace {

using testing::AcceptedOf;
using testing::PlainMatch;
using testing::ScanInChunks;
using testing::ScanResult;
using testing::ScanWhole;
using testing::SimpleRule;

std::shared_ptr<const RuleSet> Build(std::vector<Rule> rules) {
  StatusOr<std::shared_ptr<const RuleSet>> set = BuildRuleSet(std::move(rules), {});
  EXPECT_TRUE(set.ok()) << set.status();
  return set.ok() ? *set : nullptr;
}

std::shared_ptr<const RuleSet> ShippedRules() {
  const auto rules = test_support::ObtainShippedRules();
  EXPECT_TRUE(rules.ok()) << rules.status();
  return rules.ok() ? *rules : nullptr;
}

// Accepted matches of `rule_id` in `text`, which must be the same in chunks of every small size.
std::vector<PlainMatch> FindEverywhere(const RuleSet& rules, Matcher& matcher,
                                       const std::string& text, const std::string& rule_id) {
  const std::vector<PlainMatch> whole = AcceptedOf(ScanWhole(matcher, rules, text), rule_id);
  for (std::size_t owned_bytes = 1; owned_bytes < text.size(); owned_bytes += 7) {
    EXPECT_EQ(AcceptedOf(ScanInChunks(matcher, rules, text, owned_bytes), rule_id), whole)
        << "chunks of " << owned_bytes;
  }
  return whole;
}

// 88 characters that decode to 64 bytes.
std::string SyntheticAzureKey(unsigned char first) {
  std::vector<std::byte> bytes;
  for (unsigned i = 0; i < 64; ++i) bytes.push_back(static_cast<std::byte>(first + 37 * i));
  return Base64Encode(bytes);
}

TEST(Matcher, FindsTwoAdjacentSecretsAsTwo) {
  const auto rules = Build({SimpleRule("t.key", "(?P<secret>key[0-9]{3})")});
  Matcher matcher(rules);
  const std::vector<PlainMatch> found = FindEverywhere(*rules, matcher, "key123key456", "t.key");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].captures.at("secret"), "key123");
  EXPECT_EQ(found[1].captures.at("secret"), "key456");
}

TEST(Matcher, FindsThreeInAHundredHexDigits) {
  const auto rules = Build({SimpleRule("t.hex", "(?P<secret>[0-9a-f]{32})")});
  Matcher matcher(rules);
  std::string text;
  while (text.size() < 100) text += "0123456789abcdef";
  text.resize(100);
  const std::vector<PlainMatch> found = FindEverywhere(*rules, matcher, text, "t.hex");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].begin, 0U);
  EXPECT_EQ(found[1].begin, 32U);
  EXPECT_EQ(found[2].begin, 64U);
}

TEST(Matcher, FindsBothProfilesOfACredentialsFile) {
  const auto rules = ShippedRules();
  Matcher matcher(rules);
  const std::string first = "aB3dE5gH7jK9mN1pQ3sT" + std::string("5vW7yZ9bC1dF3gH5jK7m");
  const std::string second = "zY8xW6vU4tS2rQ0pO8nM" + std::string("6lK4jI2hG0fE8dC6bA4z");
  const std::string id = "QA2B3C4D5E6F7GHI";
  const std::string text =
      "[default]\naws_access_key_id = AKIA" + id + "\naws_secret_access_key = " + first +
      "\n\n[backup]\naws_access_key_id = AKIA" + id + "\naws_secret_access_key = " + second + "\n";
  const auto found = FindEverywhere(*rules, matcher, text, "aws.access-key-pair");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].captures.at("secret"), first);
  EXPECT_EQ(found[1].captures.at("secret"), second);
}

TEST(Matcher, PairsEachSecretWithItsOwnIdWhenSecretsComeFirst) {
  const auto rules = ShippedRules();
  Matcher matcher(rules);
  const std::string first = "aB3dE5gH7jK9mN1pQ3sT" + std::string("5vW7yZ9bC1dF3gH5jK7m");
  const std::string second = "zY8xW6vU4tS2rQ0pO8nM" + std::string("6lK4jI2hG0fE8dC6bA4z");
  const std::string text = "secret_key=" + first + "\naccess_key=AKIA" + "QAAAAAAAAAAAAAA2" +
                           "\nsecret_key=" + second + "\naccess_key=ASIA" + "RBBBBBBBBBBBBBB3\n";
  const auto found = FindEverywhere(*rules, matcher, text, "aws.access-key-pair");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].captures.at("secret"), first);
  EXPECT_TRUE(found[0].captures.at("key_id").ends_with("AA2"));
  EXPECT_EQ(found[1].captures.at("secret"), second);
  EXPECT_TRUE(found[1].captures.at("key_id").ends_with("BB3"));
}

TEST(Matcher, FindsTwoConnectionStringsOnOneLine) {
  const auto rules = ShippedRules();
  Matcher matcher(rules);
  const std::string text =
      "a=\"DefaultEndpointsProtocol=https;AccountName=one;AccountKey=" + SyntheticAzureKey('a') +
      ";EndpointSuffix=core.windows.net\" "
      "b=\"DefaultEndpointsProtocol=https;AccountName=two;AccountKey=" +
      SyntheticAzureKey('b') + ";EndpointSuffix=core.windows.net\"";
  const auto found = FindEverywhere(*rules, matcher, text, "azure.storage-connection-string");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].captures.at("account"), "one");
  EXPECT_EQ(found[1].captures.at("account"), "two");
}

TEST(Matcher, FindsTwoDatabaseUrlsSideBySide) {
  const auto rules = ShippedRules();
  Matcher matcher(rules);
  const std::string text =
      "hosts: postgres://a:s3cr3t-one@h1/db,postgres://b:s3cr3t-two@h2/db mysql://c:s3cr3t@h3";
  EXPECT_EQ(FindEverywhere(*rules, matcher, text, "postgresql.url").size(), 2U);
  EXPECT_EQ(FindEverywhere(*rules, matcher, text, "mysql.url").size(), 1U);
  EXPECT_EQ(FindEverywhere(*rules, matcher, text, "url.password").size(), 3U);
}

TEST(Matcher, TakesAWordBoundaryFromTheFileNotFromTheChunk) {
  const auto rules = Build({SimpleRule("t.word", R"(\b(?P<secret>ab[0-9])\b)"),
                            SimpleRule("t.inside", R"(\B(?P<secret>ab[0-9])\B)")});
  Matcher matcher(rules);
  const std::string text = "xab1x ab2 ab3x";
  const auto words = FindEverywhere(*rules, matcher, text, "t.word");
  ASSERT_EQ(words.size(), 1U);
  EXPECT_EQ(words[0].captures.at("secret"), "ab2");
  const auto inside = FindEverywhere(*rules, matcher, text, "t.inside");
  ASSERT_EQ(inside.size(), 1U);
  EXPECT_EQ(inside[0].captures.at("secret"), "ab1");
}

TEST(Matcher, TakesLineEndsFromTheFileNotFromTheChunk) {
  const auto rules = Build({SimpleRule("t.line", R"((?m)^(?P<secret>ab)$)")});
  Matcher matcher(rules);
  EXPECT_EQ(FindEverywhere(*rules, matcher, "ab\nxab\nabx\nab\nab", "t.line").size(), 3U);
}

TEST(Matcher, SeesNoWhiteSpaceInAVerticalTab) {
  const auto rules = Build({SimpleRule("t.space", R"(a\s(?P<secret>b))"),
                            SimpleRule("t.nospace", R"(a\S(?P<secret>b))")});
  Matcher matcher(rules);
  const std::string text = "a\vb a\tb";
  const ScanResult result = ScanWhole(matcher, *rules, text);
  EXPECT_EQ(AcceptedOf(result, "t.space").size(), 1U);
  EXPECT_EQ(AcceptedOf(result, "t.space")[0].begin, 4U);
  EXPECT_EQ(AcceptedOf(result, "t.nospace").size(), 1U);
  EXPECT_EQ(AcceptedOf(result, "t.nospace")[0].begin, 0U);
}

TEST(Matcher, MatchesTheByteFFAndTheByteZero) {
  const auto rules = Build({SimpleRule("t.any", "<(?P<secret>[^x]{2})>")});
  Matcher matcher(rules);
  const std::string text("<\xff\xff> <\0\0> <xx>", 14);
  EXPECT_EQ(FindEverywhere(*rules, matcher, text, "t.any").size(), 2U);
}

TEST(Matcher, ReportsTheRuleWhoseBudgetIsSpentAndOnlyThat) {
  const auto rules = Build(
      {SimpleRule("t.dense", "(?P<secret>ab{0,20}c)"), SimpleRule("t.rare", "(?P<secret>zz9)")});
  Matcher matcher(rules, {.confirmation_bytes_per_file_and_rule = 100});
  std::string text;
  for (int i = 0; i < 500; ++i) text += "abc";
  text += "zz9";
  for (const std::size_t owned_bytes : {text.size(), std::size_t{64}}) {
    const ScanResult result = ScanInChunks(matcher, *rules, text, owned_bytes);
    EXPECT_EQ(result.report.rules_over_budget, std::vector<std::string>{"t.dense"});
    const std::size_t dense = AcceptedOf(result, "t.dense").size();
    EXPECT_GT(dense, 0U);
    EXPECT_LT(dense, 100U);
    EXPECT_EQ(AcceptedOf(result, "t.rare").size(), 1U);
  }
}

TEST(Matcher, BeginsEachFileWithAFreshBudgetAndNoOverlap) {
  const auto rules = Build({SimpleRule("t.dense", "(?P<secret>ab{0,20}c)")});
  Matcher matcher(rules, {.confirmation_bytes_per_file_and_rule = 100});
  std::string dense;
  for (int i = 0; i < 500; ++i) dense += "abc";
  EXPECT_FALSE(ScanWhole(matcher, *rules, dense).report.rules_over_budget.empty());
  const ScanResult next = ScanWhole(matcher, *rules, "abc");
  EXPECT_TRUE(next.report.rules_over_budget.empty());
  EXPECT_EQ(next.matches.size(), 1U);
}

TEST(Matcher, DeliversRefusedMatchesWithTheNameOfWhatRefusedThem) {
  const auto rules = Build(
      {SimpleRule("t.token", "tok_(?P<secret>[a-z0-9]{8})", {"classes:digit", "placeholder"})});
  Matcher matcher(rules);
  const ScanResult result =
      ScanWhole(matcher, *rules, "tok_abcdefgh tok_11111111 tok_a1b2c3d4 tok_xxxxxxxx");
  ASSERT_EQ(result.matches.size(), 4U);
  EXPECT_EQ(result.matches[0].suppressed_by, "classes");
  EXPECT_EQ(result.matches[1].suppressed_by, "placeholder");
  EXPECT_EQ(result.matches[2].suppressed_by, "");
  EXPECT_EQ(result.matches[3].suppressed_by, "classes");
  EXPECT_EQ(result.report.suppressed,
            (std::map<std::string, std::uint64_t>{{"classes", 2}, {"placeholder", 1}}));
  EXPECT_EQ(result.report.matches, 4U);
  EXPECT_GE(result.report.hits, 4U);
}

TEST(Matcher, GivesOffsetsInTheFileAcrossHoles) {
  const auto rules = Build({SimpleRule("t.key", "(?P<user>[a-z]{2})=(?P<secret>[0-9]{3})")});
  Matcher matcher(rules);
  matcher.BeginFile("srv/app/file");
  std::vector<PlainMatch> found;
  const std::string text = std::string(8, '\0') + "ab=123" + std::string(8, '\0');
  const std::uint64_t far = 5'000'000'000'000;
  for (const std::uint64_t offset : {std::uint64_t{0}, far}) {
    matcher.ScanChunk({.buffer = std::as_bytes(std::span(text)),
                       .buffer_file_offset = offset,
                       .owned_begin = 7,
                       .owned_end = 14,
                       .ends_file = false},
                      [&](Match match) { found.push_back(testing::Plain(match)); });
  }
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].begin, far + 8);
  EXPECT_EQ(found[1].capture_offsets.at("secret"), far + 11);
  EXPECT_EQ(found[1].captures.at("user"), "ab");
}

TEST(Matcher, TakesNoChunkWithLessContextThanItsRulesNeed) {
  const auto rules = Build({SimpleRule("t.key", "(?P<secret>[0-9]{30})")});
  Matcher matcher(rules);
  const std::string text(40, '1');
  EXPECT_DEATH(matcher.ScanChunk({.buffer = std::as_bytes(std::span(text)),
                                  .buffer_file_offset = 0,
                                  .owned_begin = 0,
                                  .owned_end = 40,
                                  .ends_file = false},
                                 [](Match) {}),
               "invariant broken");
}

TEST(Matcher, SharesARuleSetWithMatchersOfOtherThreads) {
  const auto loaded = LoadRules({test_support::kShippedRules}, {});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  std::string text;
  for (const Rule& rule : *loaded) text += rule.examples.at(0).text + "\n";
  const auto rules = ShippedRules();
  Matcher alone(rules);
  const std::vector<PlainMatch> expected = ScanWhole(alone, *rules, text).matches;
  EXPECT_GT(expected.size(), loaded->size() / 2);
  std::vector<std::vector<PlainMatch>> found(4);
  std::vector<std::jthread> threads;
  for (std::vector<PlainMatch>& matches : found) {
    threads.emplace_back([&] {
      Matcher matcher(rules);
      for (int i = 0; i < 2; ++i) matches = ScanInChunks(matcher, *rules, text, 1597).matches;
    });
  }
  threads.clear();
  for (const std::vector<PlainMatch>& matches : found) EXPECT_EQ(matches, expected);
}

TEST(RuleSet, SaysWhatItLooksForAndHowMuchContextItNeeds) {
  Rule wide = SimpleRule("t.wide", "(?P<secret>[0-9]{30,99})");
  wide.version = 7;
  wide.secret_type = "wide_type";
  const auto rules = Build({wide, SimpleRule("t.narrow", "(?P<secret>ab)")});
  EXPECT_EQ(rules->context_bytes(), 100U);
  const std::vector<LookedFor> looked_for = rules->looked_for();
  ASSERT_EQ(looked_for.size(), 2U);
  EXPECT_EQ(looked_for[0].rule_id, "t.narrow");
  EXPECT_EQ(looked_for[1].rule_id, "t.wide");
  EXPECT_EQ(looked_for[1].rule_version, 7U);
  EXPECT_EQ(looked_for[1].secret_type, "wide_type");
}

TEST(RuleSet, RefusesWhatCannotBeCompiledAndNamesTheRule) {
  EXPECT_EQ(BuildRuleSet({}, {}).status().code(), StatusCode::kInvalidArgument);
  const auto bad = BuildRuleSet({SimpleRule("t.bad", "a*")}, {});
  EXPECT_NE(MessageOf(bad.status()).find("rule t.bad: unbounded repeat"), std::string::npos);
  const auto unknown = BuildRuleSet({SimpleRule("t.bad", "(?P<secret>a)", {"nonsense"})}, {});
  EXPECT_NE(MessageOf(unknown.status()).find("unknown validator"), std::string::npos);
}

TEST(StartWindows, MergeWhatTouchesAndSortWhatCameOutOfOrder) {
  StartWindows windows;
  for (const StartWindow& window : {StartWindow{10, 20}, StartWindow{20, 25}, StartWindow{40, 50},
                                    StartWindow{0, 5}, StartWindow{3, 12}}) {
    windows.Add(window);
  }
  const std::vector<StartWindow>& ordered = windows.Ordered();
  ASSERT_EQ(ordered.size(), 2U);
  EXPECT_EQ(ordered[0].begin, 0U);
  EXPECT_EQ(ordered[0].end, 25U);
  EXPECT_EQ(ordered[1].begin, 40U);
  windows.Clear();
  EXPECT_TRUE(windows.empty());
}

TEST(StartWindows, GrowOverTheGapsInsteadOfWithoutBound) {
  StartWindows windows;
  for (std::size_t i = 0; i < 100'000; ++i) windows.Add({3 * i, 3 * i + 1});
  const std::vector<StartWindow>& ordered = windows.Ordered();
  EXPECT_LE(ordered.size(), 5000U);
  EXPECT_EQ(ordered.back().end, 3 * 99'999U + 1);
  for (std::size_t i = 1; i < ordered.size(); ++i) EXPECT_LT(ordered[i - 1].end, ordered[i].begin);
}

}  // namespace
}  // namespace keytrail::match
