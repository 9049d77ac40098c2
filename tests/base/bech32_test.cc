#include "base/bech32.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace keytrail {
namespace {

// BIP 173, "Test vectors".
TEST(Bech32, ReadsAndWritesThePublishedVector) {
  const std::string text = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw";
  const auto bytes = Bech32Decode("abcdef", text);
  ASSERT_TRUE(bytes.has_value());
  const auto expected = HexDecode("00443214c74254b635cf84653a56d7c675be77df").value();
  EXPECT_EQ(bytes->text_view(), AsText(std::as_bytes(std::span(expected))));
  EXPECT_EQ(Bech32Encode("abcdef", bytes->view()), text);
  EXPECT_TRUE(Bech32Decode("a", "A12UEL5L").has_value());
}

TEST(Bech32, RefusesADamagedText) {
  const std::string text = Bech32Encode("key", AsBytes("thirty-two bytes that are secret"));
  ASSERT_TRUE(Bech32Decode("key", text).has_value());
  EXPECT_FALSE(Bech32Decode("kez", text).has_value());
  EXPECT_FALSE(Bech32Decode("key", "").has_value());
  EXPECT_FALSE(Bech32Decode("key", "key1").has_value());
  for (std::size_t i = 4; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = damaged[i] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(Bech32Decode("key", damaged).has_value()) << i;
    damaged[i] = 'b';
    EXPECT_FALSE(Bech32Decode("key", damaged).has_value()) << i;
    EXPECT_FALSE(Bech32Decode("key", text.substr(0, i)).has_value()) << i;
  }
  std::string mixed = text;
  mixed[0] = 'K';
  EXPECT_FALSE(Bech32Decode("key", mixed).has_value());
}

}  // namespace
}  // namespace keytrail
