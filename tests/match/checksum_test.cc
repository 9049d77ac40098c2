#include "scanner/match/checksum.h"

#include <gtest/gtest.h>

namespace keytrail::match {
namespace {

const RuleChecksum kRecipe{.algorithm = "crc32", .encoding = "base62", .of = "body", .in = "check"};

Match MatchOf(std::string_view body, std::string_view check) {
  Match match;
  match.captures.push_back({.name = "body", .file_offset = 0, .bytes = SecretBytes(body)});
  match.captures.push_back({.name = "check", .file_offset = 0, .bytes = SecretBytes(check)});
  return match;
}

// A worked example that GitHub's users published.
TEST(Checksum, IsThatOfGithubsTokens) {
  EXPECT_EQ(ChecksumOf("16C7e42F292c6912E7710c838347Ae", "base62", 6), "4H2Y7G");
  EXPECT_TRUE(ChecksumHolds(kRecipe, MatchOf("16C7e42F292c6912E7710c838347Ae", "4H2Y7G")));
  EXPECT_FALSE(ChecksumHolds(kRecipe, MatchOf("16C7e42F292c6912E7710c838347Ae", "4H2Y7H")));
}

TEST(Checksum, IsWrittenInTheRecipesDigits) {
  EXPECT_EQ(ChecksumOf("123456789", "hex", 8), "cbf43926");
  EXPECT_EQ(ChecksumOf("123456789", "base36", 7), "1kl8mjq");
}

TEST(Checksum, HoldsForNothingWhenACaptureIsMissing) {
  EXPECT_FALSE(ChecksumHolds(kRecipe, Match{}));
}

TEST(Checksum, RefusesWhatItDoesNotKnow) {
  EXPECT_TRUE(CheckChecksum(kRecipe).ok());
  RuleChecksum other = kRecipe;
  other.encoding = "base58";
  EXPECT_FALSE(CheckChecksum(other).ok());
  other = kRecipe;
  other.algorithm = "md5";
  EXPECT_FALSE(CheckChecksum(other).ok());
}

}  // namespace
}  // namespace keytrail::match
