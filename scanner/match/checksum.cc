#include "scanner/match/checksum.h"

#include <cstdint>

#include <fmt/format.h>

#include "base/digest.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kHex = "0123456789abcdef";

// Empty when not known.
std::string_view DigitsOf(std::string_view encoding) {
  if (encoding == "base62") return kBase62;
  if (encoding == "base36") return kBase36;
  if (encoding == "hex") return kHex;
  return {};
}

std::string_view TextOf(const Match& match, const std::string& name) {
  const Capture* capture = FindCapture(match, name);
  return capture == nullptr ? std::string_view() : capture->bytes.text_view();
}

}  // namespace

Status CheckChecksum(const RuleChecksum& recipe) {
  if (recipe.algorithm == "crc32" && !DigitsOf(recipe.encoding).empty()) return OkStatus();
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("unknown checksum {} in {}: there is crc32 in base62, base36, hex",
                               recipe.algorithm, recipe.encoding));
}

std::string ChecksumOf(std::string_view of, std::string_view encoding, std::size_t width) {
  const std::string_view digits = DigitsOf(encoding);
  std::string text(width, digits.front());
  std::uint32_t value = Crc32(AsBytes(of));
  for (std::size_t i = width; i-- > 0; value /= static_cast<std::uint32_t>(digits.size())) {
    text[i] = digits[value % digits.size()];
  }
  return text;
}

bool ChecksumHolds(const RuleChecksum& recipe, const Match& match) {
  const std::string_view stated = TextOf(match, recipe.in);
  return !stated.empty() &&
         stated == ChecksumOf(TextOf(match, recipe.of), recipe.encoding, stated.size());
}

}  // namespace keytrail::match
