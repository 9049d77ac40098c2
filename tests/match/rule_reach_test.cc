// What belongs to a match, and where a rule looks.
#include <gtest/gtest.h>

#include "tests/match/scan_support.h"

namespace keytrail::match {
namespace {

using testing::PlainMatch;
using testing::ScanInChunks;
using testing::ScanResult;
using testing::SimpleRule;

std::shared_ptr<const RuleSet> SetOf(std::vector<Rule> rules) {
  auto set = BuildRuleSet(std::move(rules), {});
  EXPECT_TRUE(set.ok()) << set.status();
  return *set;
}

Rule PasswordWithHost(bool required) {
  Rule rule = SimpleRule("t.password", "password=(?P<secret>[a-z]{3,20})");
  rule.components = {{.name = "host",
                      .pattern = "host=(?P<host>[a-z]{1,20})",
                      .within_bytes = 60,
                      .within_lines = 2,
                      .required = required}};
  return rule;
}

std::vector<PlainMatch> Scan(const std::shared_ptr<const RuleSet>& set, const std::string& text,
                             const std::string& path = "srv/app/file", bool low = false) {
  Matcher matcher(set, {.low_confidence = low});
  const ScanResult whole =
      ScanInChunks(matcher, *set, text, std::max<std::size_t>(text.size(), 1), path);
  for (const std::size_t owned_bytes : {1, 3, 7, 20}) {
    EXPECT_EQ(ScanInChunks(matcher, *set, text, owned_bytes, path).matches, whole.matches);
  }
  return whole.matches;
}

TEST(Components, TheNearestJoinsTheMatch) {
  const auto set = SetOf({PasswordWithHost(true)});
  const auto matches = Scan(set, "host=far\nhost=near\npassword=sesame\n\n\nhost=late\n");
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].captures.at("host"), "near");
  EXPECT_EQ(matches[0].capture_offsets.at("host"), 14U);
  EXPECT_EQ(Scan(set, "password=sesame\nhost=below\n")[0].captures.at("host"), "below");
}

TEST(Components, OfTwoAsNearTheOneBeforeCounts) {
  const auto set = SetOf({PasswordWithHost(true)});
  EXPECT_EQ(Scan(set, "host=a\npassword=sesame\nhost=b\n")[0].captures.at("host"), "a");
}

TEST(Components, StayWithinTheirBounds) {
  const auto set = SetOf({PasswordWithHost(true)});
  for (const std::string text :
       {"host=a\n\n\n\npassword=sesame\n", "password=sesame\n\n\n\nhost=a\n",
        "host=a ............................................................ password=sesame",
        "password=sesame"}) {
    const auto matches = Scan(set, text);
    ASSERT_EQ(matches.size(), 1U) << text;
    EXPECT_EQ(matches[0].suppressed_by, "component") << text;
  }
}

TEST(Components, ThatAreNotRequiredMayBeMissing) {
  const auto set = SetOf({PasswordWithHost(false)});
  const auto matches = Scan(set, "password=sesame");
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].suppressed_by, "");
  EXPECT_FALSE(matches[0].captures.contains("host"));
}

TEST(Stops, RefuseASecretThatTheyMatchWhole) {
  Rule rule = SimpleRule("t.stop", "key=(?P<secret>[a-z]{3,20})");
  rule.stops = {"abc[a-z]{0,2}"};
  const auto set = SetOf({rule});
  EXPECT_EQ(Scan(set, "key=abcde ")[0].suppressed_by, "stop");
  EXPECT_EQ(Scan(set, "key=abcdef ")[0].suppressed_by, "");
}

TEST(Paths, BoundWhereARuleLooks) {
  Rule here = SimpleRule("t.here", "word (?P<secret>[a-z]{3})");
  here.paths = {".netrc"};
  const auto set = SetOf({here, SimpleRule("t.everywhere", "word (?P<secret>[a-z]{2})")});
  EXPECT_EQ(Scan(set, "word abc", "home/.netrc").size(), 2U);
  EXPECT_EQ(Scan(set, "word abc", "home/other").size(), 1U);
  EXPECT_EQ(Scan(set, "word abc", "home/other", true).size(), 1U);
}

TEST(Paths, AreLeftWhenLowConfidenceIsAskedFor) {
  Rule rule = SimpleRule("t.low", "word (?P<secret>[a-z]{3})");
  rule.paths = {"*.env"};
  rule.low_outside_paths = true;
  const auto set = SetOf({rule});
  EXPECT_TRUE(Scan(set, "word abc", "a/file").empty());
  EXPECT_EQ(Scan(set, "word abc", "a/file", true).size(), 1U);
  Matcher matcher(set, {.low_confidence = true});
  for (const auto& [path, outside] : {std::pair{"a/x.env", false}, {"a/file", true}}) {
    matcher.BeginFile(path);
    matcher.ScanChunk({.buffer = AsBytes("word abc"), .owned_end = 8, .ends_file = true},
                      [&](const Match& match) { EXPECT_EQ(match.outside_paths, outside); });
    EXPECT_EQ(matcher.EndFile().matches, 1U);
  }
}

TEST(Paths, GiveEachRuleAnExampleThatItLooksInto) {
  Rule rule;
  EXPECT_EQ(ExamplePathOf(rule), "srv/app/file");
  rule.paths = {"etc/**/*.conf", "b"};
  EXPECT_EQ(ExamplePathOf(rule), "etc/x/x.conf");
  rule.paths = {"{conf,config}/*.{yml,yaml}", "b"};
  EXPECT_EQ(ExamplePathOf(rule), "conf/x.yml");
}

}  // namespace
}  // namespace keytrail::match
