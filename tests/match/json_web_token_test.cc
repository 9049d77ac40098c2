#include "scanner/match/json_web_token.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/digest.h"
#include "scanner/match/validators.h"

namespace keytrail::match {
namespace {

std::string Part(const std::string& text) {
  std::string encoded = Base64Encode(AsBytes(text), false);
  std::ranges::replace(encoded, '+', '-');
  std::ranges::replace(encoded, '/', '_');
  return encoded;
}

const std::string kHeader = R"({"typ":"JWT","alg":"RS256"})";

std::string Token(const std::string& header, const std::string& claims) {
  return Part(header) + "." + Part(claims) + "." + std::string(43, 'q');
}

TEST(JsonWebToken, HasAHeaderThatNamesItsAlgorithm) {
  EXPECT_TRUE(IsJsonWebToken(Token(kHeader, "{}")));
  EXPECT_TRUE(IsJsonWebToken(Token(R"({ "alg" : "HS256" })", "{}")));
  EXPECT_TRUE(IsJsonWebToken(Part(R"({"alg":"RSA-OAEP","enc":"A256GCM"})") + ".a.b.c.d"));
  EXPECT_FALSE(IsJsonWebToken(Token(R"({"typ":"JWT"})", "{}")));
  EXPECT_FALSE(IsJsonWebToken(Token(R"({"alg":"none"})", "{}")));
  EXPECT_FALSE(IsJsonWebToken(Token("alg", "{}")));
  EXPECT_FALSE(IsJsonWebToken(Part(kHeader) + "." + Part("{}")));
  EXPECT_FALSE(IsJsonWebToken("eyJ!.eyJ.x"));
  EXPECT_FALSE(IsJsonWebToken(""));
  EXPECT_FALSE(IsJsonWebToken(".."));
}

TEST(JsonWebToken, GivesItsClaims) {
  const std::string token = Token(kHeader, R"({"iss":"acme","aud": ["a","b"],"exp":1,"x":")");
  EXPECT_EQ(JsonWebTokenClaim(Token(kHeader, R"({"iss":"acme","aud": ["a","b"]})"), "iss"), "acme");
  EXPECT_EQ(JsonWebTokenClaim(Token(kHeader, R"({"iss":"acme","aud": ["a","b"]})"), "aud"), "a");
  EXPECT_EQ(JsonWebTokenClaim(Token(kHeader, R"({"exp":1})"), "exp"), "") << "a number is no text";
  EXPECT_EQ(JsonWebTokenClaim(Token(kHeader, R"({"iss"})"), "iss"), "");
  EXPECT_EQ(JsonWebTokenClaim(token, "iss"), "") << "claims that are no object say nothing";
  EXPECT_EQ(JsonWebTokenClaim("", "iss"), "");
}

bool Accepts(const std::string& validator, const std::string& secret) {
  Match match;
  match.captures.push_back(
      {.name = "secret", .file_offset = 0, .bytes = SecretBytes(std::string_view(secret))});
  return FindValidator(validator)->Accepts(match);
}

TEST(EntraToken, IsOneThatEntraIssued) {
  const std::string issued = R"({"iss":"https://sts.windows.net/11111111-2222/"})";
  EXPECT_TRUE(Accepts("entra_token", Token(kHeader, issued)));
  EXPECT_TRUE(Accepts("jwt", Token(kHeader, issued)));
  EXPECT_FALSE(Accepts("entra_token", Token(R"({"alg":"none"})", issued)));
  EXPECT_FALSE(Accepts("entra_token", Token(kHeader, R"({"iss":"https://acme.example/"})")));
  EXPECT_FALSE(Accepts("entra_token", Token(kHeader, "{}")));
}

}  // namespace
}  // namespace keytrail::match
