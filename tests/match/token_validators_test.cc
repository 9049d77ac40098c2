// Validators of tokens.
#include <gtest/gtest.h>

#include "base/digest.h"
#include "scanner/match/validators.h"

namespace keytrail::match {
namespace {

bool Accepts(const std::string& validator, const std::string& secret) {
  Match match;
  match.captures.push_back(
      {.name = "secret", .file_offset = 0, .bytes = SecretBytes(std::string_view(secret))});
  const StatusOr<Validator> found = FindValidator(validator);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() && found->Accepts(match);
}

TEST(TokenValidators, TakeWhatLooksDrawnForRandom) {
  EXPECT_TRUE(Accepts("random", "acme_9fK2mQ7xTz4LbWc8RdVh"));
  EXPECT_TRUE(Accepts("random", "7c0d3e9a52f1b8464fd2a95ce1730b68"));
  EXPECT_TRUE(Accepts("random", "abcde9fK2mQ7x"));
  EXPECT_TRUE(Accepts("random", ""));
}

TEST(TokenValidators, SeeWhatWasTyped) {
  for (const std::string typed :
       {"acme_abcdefK2mQ7xTz4LbWc8", "acme_9fK2123456Tz4LbWc8", "x567890x", "GHIJKLmQ7xTz4LbWc8",
        "deadbeefdeadbeefdeadbeef", "acme_aaaaaaaaaaaaaaaa", "0123456789abcdef0123456789abcdef",
        "acme_1a2b1a2b1a2b1a2bQ7xT"}) {
    EXPECT_FALSE(Accepts("random", typed)) << typed;
  }
}

TEST(TokenValidators, SeeTheWordsOfStandIns) {
  for (const std::string typed : {"acme_YourTokenGoesHere42", "acme_9fK2EXAMPLEx", "xXxXxQ7",
                                  "acme_9fK200000Tz4", "dummy-9fK2mQ7xTz4LbWc8"}) {
    EXPECT_FALSE(Accepts("random", typed)) << typed;
  }
}

TEST(TokenValidators, ADiscordTokenBeginsWithANumber) {
  const std::string rest = ".GhT3aQ.x9-LmZ2_kd83jFpVw61RtYqB05sNcUe";
  for (const std::string id :
       {"80351110224678912", "1135990224678912441", "92233720368547758070"}) {
    EXPECT_TRUE(Accepts("discord_token", Base64Encode(AsBytes(id), false) + rest)) << id;
  }
  for (const std::string id :
       {"8035111022467891", "803511102246789123456", "80351110224678912x", ""}) {
    EXPECT_FALSE(Accepts("discord_token", Base64Encode(AsBytes(id), false) + rest)) << id;
  }
  EXPECT_FALSE(Accepts("discord_token", "MT*" + rest));
}

}  // namespace
}  // namespace keytrail::match
