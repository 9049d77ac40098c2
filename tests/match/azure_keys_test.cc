#include "scanner/match/azure_keys.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/digest.h"

namespace keytrail::match {
namespace {

// Characters of an alphabet in an order that is no sequence.
std::string Noise(std::size_t count, std::size_t step = 41) {
  static const std::string kAlphanumeric =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text.push_back(kAlphanumeric[(i * step + i / 7) % kAlphanumeric.size()]);
  }
  return text;
}

DevOpsTokenBytes SomeBytes() {
  DevOpsTokenBytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 53 + 11);
  return bytes;
}

TEST(Base64OfBytes, CountsWithAndWithoutPaddingAndInBothAlphabets) {
  const std::string text = Noise(43);
  EXPECT_TRUE(IsBase64OfBytes(text, 32));
  EXPECT_TRUE(IsBase64OfBytes(text + "=", 32));
  EXPECT_TRUE(IsBase64OfBytes(text + "%3D", 32));
  EXPECT_TRUE(IsBase64OfBytes(text.substr(1) + "-", 32));
  EXPECT_TRUE(IsBase64OfBytes(text.substr(1) + "%2B", 32));
  EXPECT_FALSE(IsBase64OfBytes(text.substr(1), 32));
  EXPECT_FALSE(IsBase64OfBytes(text + "A", 32));
  EXPECT_FALSE(IsBase64OfBytes(text.substr(1) + "!", 32));
  EXPECT_FALSE(IsBase64OfBytes("", 32));
}

std::string AnnotatedKey(const std::string& mark, const std::string& date) {
  return Noise(52) + mark + date + Noise(16) + "AZXX" + Noise(4);
}

TEST(AnnotatedKey, HasItsMarksInTheirPlaces) {
  const std::string short_form = AnnotatedKey("JQQJ99", "BK");
  ASSERT_EQ(short_form.size(), 84U);
  EXPECT_TRUE(IsAnnotatedKey(short_form));
  EXPECT_TRUE(IsAnnotatedKey(short_form + "Qa=="));
  EXPECT_TRUE(IsAnnotatedKey(AnnotatedKey("JQQJ9D", "BA")));
  EXPECT_TRUE(IsAnnotatedKey(AnnotatedKey("JQQJ9H", "BL")));
  EXPECT_FALSE(IsAnnotatedKey(AnnotatedKey("JQQJ99", "BM"))) << "there is no thirteenth month";
  EXPECT_FALSE(IsAnnotatedKey(AnnotatedKey("JQQJ98", "BK")));
  EXPECT_FALSE(IsAnnotatedKey("x" + short_form.substr(0, 83)));
  EXPECT_FALSE(IsAnnotatedKey(short_form + "Qaaa"));
  EXPECT_FALSE(IsAnnotatedKey(short_form.substr(0, 83)));
  EXPECT_FALSE(IsAnnotatedKey(""));
}

TEST(DevOpsToken, ItsChecksumTellsItsKind) {
  using enum DevOpsTokenKind;
  for (const DevOpsTokenKind kind : {kPersonalAccessToken, kApplicationSecret}) {
    const std::string token = MakeDevOpsToken(SomeBytes(), kind);
    ASSERT_EQ(token.size(), 52U);
    EXPECT_EQ(IsDevOpsToken(token, kPersonalAccessToken), kind == kPersonalAccessToken);
    EXPECT_EQ(IsDevOpsToken(token, kApplicationSecret), kind == kApplicationSecret);
  }
}

TEST(DevOpsToken, AnyOtherCharacterBreaksTheChecksum) {
  const std::string token = MakeDevOpsToken(SomeBytes(), DevOpsTokenKind::kPersonalAccessToken);
  // The last character holds one bit of the token and four of none.
  for (std::size_t i = 0; i + 1 < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(IsDevOpsToken(changed, DevOpsTokenKind::kPersonalAccessToken)) << i;
  }
  EXPECT_FALSE(IsDevOpsToken(token.substr(1), DevOpsTokenKind::kPersonalAccessToken));
  EXPECT_FALSE(IsDevOpsToken("1" + token.substr(1), DevOpsTokenKind::kPersonalAccessToken));
}

}  // namespace
}  // namespace keytrail::match
