// Which rules are proven to hold a context word, and how far from it a match can lie.
#include "scanner/match/context_words.h"

#include <gtest/gtest.h>

#include "scanner/match/dialect_parser.h"
#include "tests/match/scan_support.h"

namespace keytrail::match {
namespace {

using testing::SimpleRule;

std::optional<WordReach> ReachOf(const std::string& pattern) {
  const auto expression = ParsePattern(pattern);
  EXPECT_TRUE(expression.ok()) << pattern;
  return ReachFromWord(*expression);
}

bool Holds(const std::string& pattern) { return ReachOf(pattern).has_value(); }

TEST(ContextWords, AreProvenWhereEveryWayThroughThePatternHoldsOne) {
  EXPECT_TRUE(Holds("password=[a-z]{4}"));
  EXPECT_TRUE(Holds("(?i)(?:db|smtp)_(?:pass(?:wd|word|phrase)|pwd)=.{1,9}"));
  EXPECT_TRUE(Holds("pass(?:w(?:or)?d|phrase)"));
  EXPECT_TRUE(Holds("[a-z]{0,40}(?:token|secret)?_?(?:secret)x"));
  EXPECT_TRUE(Holds("(?:tok){1,3}(?:tok)en"));
  EXPECT_TRUE(Holds("(?:xpwd){1,3}"));
  EXPECT_TRUE(Holds("api[_-]?key"));
}

TEST(ContextWords, AreNotProvenWhereOneWayHoldsNone) {
  EXPECT_FALSE(Holds("password|key"));
  EXPECT_FALSE(Holds("(?:password)?=[a-z]{4}"));
  EXPECT_FALSE(Holds("(?:password){0,3}="));
  EXPECT_FALSE(Holds("passw[a-z]rd"));
  EXPECT_FALSE(Holds("pass"));
  EXPECT_FALSE(Holds("(?:pass)[a-z=]"));
  EXPECT_FALSE(Holds("api.?key"));
  EXPECT_FALSE(Holds("(?:tok){2,3}em"));
  EXPECT_FALSE(Holds("[a-z]{8}"));
}

TEST(ContextWords, AWordMayLieAcrossPartsAndBehindAFalseStart) {
  EXPECT_TRUE(Holds("to(?:k)(?:e|e)n"));
  EXPECT_TRUE(Holds("totoken"));
  EXPECT_TRUE(Holds("(?:to){0,5}token"));
  EXPECT_TRUE(Holds("passpassword"));
}

TEST(ContextWords, TheReachCoversEveryPlaceOfTheFirstWord) {
  const auto fixed = ReachOf("ab=token=cde");
  ASSERT_TRUE(fixed);
  EXPECT_EQ(fixed->before_bytes, 8U);
  EXPECT_EQ(fixed->after_bytes, 4U);
  const auto moving = ReachOf("[a-z]{2,30}(?:pwd|token)[0-9]{1,7}");
  ASSERT_TRUE(moving);
  EXPECT_EQ(moving->before_bytes, 35U);
  EXPECT_GE(moving->after_bytes, 7U);
  EXPECT_LE(moving->after_bytes, 42U);
  const auto repeated = ReachOf("(?:[ab]{3}|pwd){4}pwd");
  ASSERT_TRUE(repeated);
  EXPECT_EQ(repeated->before_bytes, 15U);
  EXPECT_EQ(repeated->after_bytes, 12U);
}

TEST(ContextWords, WhatARuleDemandsBesideItsMatchCounts) {
  Rule rule = SimpleRule("t.beside", "(?P<secret>[0-9a-f]{32})");
  rule.components = {{.name = "host",
                      .pattern = R"((?P<host>[a-z]{1,20}\.azure\.com))",
                      .within_bytes = 60,
                      .within_lines = 2,
                      .required = true}};
  const auto reach = ReachFromWord(rule);
  ASSERT_TRUE(reach.ok());
  ASSERT_TRUE(reach->has_value());
  EXPECT_EQ((*reach)->before_bytes, 92U);
  EXPECT_EQ((*reach)->after_bytes, 92U);
  rule.components[0].required = false;
  EXPECT_FALSE(ReachFromWord(rule)->has_value());
}

}  // namespace
}  // namespace keytrail::match
