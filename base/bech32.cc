#include "base/bech32.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace keytrail {
namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t kChecksumDigits = 6;

// The checksum's polynomial over GF(32).
class Polynomial {
 public:
  void Add(std::uint32_t digit) {
    static constexpr std::uint32_t kGenerator[] = {0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD,
                                                   0x2A1462B3};
    const std::uint32_t top = value_ >> 25;
    value_ = (value_ & 0x1FFFFFF) << 5 ^ digit;
    for (std::size_t i = 0; i < std::size(kGenerator); ++i) {
      if ((top >> i & 1) != 0) value_ ^= kGenerator[i];
    }
  }
  void AddPrefix(std::string_view hrp) {
    for (const char c : hrp) Add(static_cast<std::uint32_t>(c) >> 5);
    Add(0);
    for (const char c : hrp) Add(static_cast<std::uint32_t>(c) & 31);
  }
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 1;
};

// Regroups digits of `from` bits into digits of `to` bits; the last one is filled with zeros.
std::vector<std::byte> Regroup(std::span<const std::byte> digits, int from, int to) {
  std::vector<std::byte> regrouped;
  regrouped.reserve(digits.size() * static_cast<std::size_t>(from) / static_cast<std::size_t>(to) +
                    1);
  std::uint32_t value = 0;
  int bits = 0;
  for (const std::byte digit : digits) {
    value = (value << from | static_cast<std::uint32_t>(digit)) & 0xFFFF;
    for (bits += from; bits >= to; bits -= to) {
      regrouped.push_back(static_cast<std::byte>(value >> (bits - to) & ((1U << to) - 1)));
    }
  }
  if (bits > 0) {
    regrouped.push_back(static_cast<std::byte>(value << (to - bits) & ((1U << to) - 1)));
  }
  return regrouped;
}

}  // namespace

std::optional<SecretBytes> Bech32Decode(std::string_view hrp, std::string_view text) {
  const bool upper = std::ranges::none_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  const bool lower = std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  const std::string prefix = LowerCase(hrp) + "1";
  if ((!upper && !lower) || text.size() < prefix.size() + kChecksumDigits ||
      LowerCase(text.substr(0, prefix.size())) != prefix) {
    return std::nullopt;
  }
  Polynomial checksum;
  checksum.AddPrefix(LowerCase(hrp));
  std::vector<std::byte> digits;
  digits.reserve(text.size());
  for (const char c : text.substr(prefix.size())) {
    const std::size_t digit = kAlphabet.find(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    if (digit == std::string_view::npos) return std::nullopt;
    checksum.Add(static_cast<std::uint32_t>(digit));
    digits.push_back(static_cast<std::byte>(digit));
  }
  if (checksum.value() != 1) return std::nullopt;
  digits.erase(digits.end() - static_cast<std::ptrdiff_t>(kChecksumDigits), digits.end());
  std::vector<std::byte> bytes = Regroup(digits, 5, 8);
  const std::size_t bits_left = digits.size() * 5 % 8;
  const bool filled = bits_left > 0;
  const bool clean = bits_left < 5 && (!filled || bytes.back() == std::byte{0});
  if (filled) bytes.pop_back();
  std::optional<SecretBytes> decoded;
  if (clean) decoded.emplace(std::span<const std::byte>(bytes));
  WipeBytes(bytes);
  WipeBytes(digits);
  return decoded;
}

std::string Bech32Encode(std::string_view hrp, std::span<const std::byte> bytes) {
  Polynomial checksum;
  checksum.AddPrefix(hrp);
  std::string text = std::string(hrp) + "1";
  for (const std::byte digit : Regroup(bytes, 8, 5)) {
    checksum.Add(static_cast<std::uint32_t>(digit));
    text.push_back(kAlphabet[static_cast<std::size_t>(digit)]);
  }
  for (std::size_t i = 0; i < kChecksumDigits; ++i) checksum.Add(0);
  const std::uint32_t value = checksum.value() ^ 1;
  for (std::size_t i = 0; i < kChecksumDigits; ++i) {
    text.push_back(kAlphabet[value >> 5 * (kChecksumDigits - 1 - i) & 31]);
  }
  return text;
}

}  // namespace keytrail
