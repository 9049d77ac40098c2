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

// GitLab's design document for routable tokens has this one, without a prefix.
TEST(Checksum, IsThatOfGitlabsRoutableTokens) {
  EXPECT_EQ(ChecksumOf("bzoxd_Rb5_cHeWe1JH56wr2FCBA.0r", "base36", 7), "1pum4t4");
}

// Confluent's documentation has this one, behind the prefix of its API secrets.
TEST(Checksum, IsThatOfConfluentsSecrets) {
  EXPECT_EQ(ChecksumOf("T8d8RzkNseTMEDKcjNM1BZTFPHqRn/dQm9q7w6SjzZ12wZfwjaJdip",
                       "base64_little_endian", 6),
            "HZtDjw");
}

// The check value of CRC-32, as npm (base62), Atlassian and Grafana write theirs.
TEST(Checksum, IsWrittenInEitherOrderOfBytes) {
  EXPECT_EQ(ChecksumOf("123456789", "hex_upper", 8), "CBF43926");
  EXPECT_EQ(ChecksumOf("123456789", "hex_little_endian", 8), "2639f4cb");
  EXPECT_EQ(ChecksumOf("123456789", "base64_little_endian", 6), "Jjn0yw");
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
