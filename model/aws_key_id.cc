#include "model/aws_key_id.h"

#include <cstdint>

#include <fmt/format.h>

namespace keytrail {
namespace {

constexpr std::size_t kKeyIdBytes = 20;
constexpr std::size_t kPrefixBytes = 4;
// 50 bits; the account stands in the first 48, behind one bit that is set where it does.
constexpr std::size_t kAccountDigits = 10;
constexpr std::uint64_t kAccountMax = 999'999'999'999ULL;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace

std::optional<std::string> AwsAccountOf(std::string_view key_id) {
  const bool has_prefix = key_id.starts_with("AKIA") || key_id.starts_with("ASIA");
  if (key_id.size() != kKeyIdBytes || !has_prefix) return std::nullopt;
  const std::string_view digits = key_id.substr(kPrefixBytes);
  if (digits.find_first_not_of(kBase32) != std::string_view::npos) return std::nullopt;
  std::uint64_t bits = 0;
  for (const char digit : digits.substr(0, kAccountDigits)) bits = bits << 5 | kBase32.find(digit);
  constexpr std::uint64_t kAccountFollows = 1ULL << 49;
  if ((bits & kAccountFollows) == 0) return std::nullopt;
  const std::uint64_t account = (bits >> 2 & 0x7FFFFFFFFF80ULL) >> 7;
  if (account > kAccountMax) return std::nullopt;
  return fmt::format("{:012}", account);
}

}  // namespace keytrail
