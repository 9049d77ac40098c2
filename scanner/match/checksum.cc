#include "scanner/match/checksum.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"

namespace keytrail::match {
namespace {

// A sum's bits as digits, most significant first.
struct Encoding {
  std::string_view name;
  std::string_view digits;
  bool little_endian = false;  // the sum's bytes, lowest first
  unsigned padding_bits = 0;   // zeros behind the sum's bits, so that they fill whole digits
};

constexpr std::array kEncodings = {
    Encoding{"base62", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
    Encoding{"base36", "0123456789abcdefghijklmnopqrstuvwxyz"},
    Encoding{"hex", "0123456789abcdef"},
    Encoding{"hex_upper", "0123456789ABCDEF"},
    Encoding{"hex_little_endian", "0123456789abcdef", true},
    Encoding{"base64_little_endian",
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true, 4},
};

// Null when not known.
const Encoding* EncodingNamed(std::string_view name) {
  const auto encoding = std::ranges::find(kEncodings, name, &Encoding::name);
  return encoding == kEncodings.end() ? nullptr : &*encoding;
}

std::uint32_t ByteSwapped(std::uint32_t value) {
  return value >> 24 | (value >> 8 & 0xFF00U) | (value & 0xFF00U) << 8 | value << 24;
}

std::string_view TextOf(const Match& match, const std::string& name) {
  const Capture* capture = FindCapture(match, name);
  return capture == nullptr ? std::string_view() : capture->bytes.text_view();
}

}  // namespace

Status CheckChecksum(const RuleChecksum& recipe) {
  if (recipe.algorithm == "crc32" && EncodingNamed(recipe.encoding) != nullptr) return OkStatus();
  std::vector<std::string_view> names;
  for (const Encoding& encoding : kEncodings) names.push_back(encoding.name);
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("unknown checksum {} in {}: there is crc32 in {}", recipe.algorithm,
                               recipe.encoding, fmt::join(names, ", ")));
}

std::string ChecksumOf(std::string_view of, std::string_view encoding_name, std::size_t width) {
  const Encoding& encoding = *EncodingNamed(encoding_name);
  const std::uint32_t sum = Crc32(AsBytes(of));
  std::uint64_t value = encoding.little_endian ? ByteSwapped(sum) : sum;
  value <<= encoding.padding_bits;
  std::string text(width, encoding.digits.front());
  for (std::size_t i = width; i-- > 0; value /= encoding.digits.size()) {
    text[i] = encoding.digits[value % encoding.digits.size()];
  }
  return text;
}

bool ChecksumHolds(const RuleChecksum& recipe, const Match& match) {
  const std::string_view stated = TextOf(match, recipe.in);
  return !stated.empty() &&
         stated == ChecksumOf(TextOf(match, recipe.of), recipe.encoding, stated.size());
}

}  // namespace keytrail::match
