#include "scanner/secret/wireguard_key.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "scanner/secret/openssl_key.h"
#include "scanner/secret/randomness.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kSectionBytesMax = 4096;
constexpr std::size_t kSectionNameBytesMax = 32;
// Where no section is around it (OpenWrt, generated configuration), the word must be near.
constexpr std::size_t kNearBytes = 512;
constexpr std::size_t kSettingBytesMax = 32;  // the name and what stands between it and the value
constexpr std::size_t kValueBytes = 44;
constexpr std::size_t kKeyBytes = 32;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Whether a bracket behind `before` may open a section: an index of code stands right behind a
// name. An escaped line end is none.
bool MayOpenSection(std::string_view before) {
  if (before.empty() || !IsLetter(before.back())) return true;
  return before.size() > 1 && before[before.size() - 2] == '\\';
}

// The name of the innermost section before the end of `text`, in lower case; empty where there is
// none.
std::string SectionBefore(std::string_view text) {
  std::size_t open = text.rfind('[');
  while (open != std::string_view::npos) {
    const std::string_view name = text.substr(open + 1, kSectionNameBytesMax);
    const std::size_t close = name.find(']');
    const bool is_name = close != std::string_view::npos && close > 0 &&
                         std::ranges::all_of(name.substr(0, close), IsLetter) &&
                         MayOpenSection(text.substr(0, open));
    if (is_name) return LowerCase(name.substr(0, close));
    if (open == 0) break;
    open = text.rfind('[', open - 1);
  }
  return {};
}

bool IsInterface(std::string_view before, std::string_view after) {
  const std::string section = SectionBefore(before);
  if (section == "interface" || section == "wireguard") return true;
  if (!section.empty()) return false;
  const std::string near =
      LowerCase(before.substr(before.size() - std::min(before.size(), kNearBytes))) +
      LowerCase(after.substr(0, kNearBytes));
  return near.find("wireguard") != std::string::npos;
}

// Index of the value behind the setting's name, or nothing.
std::optional<std::size_t> ValueAt(std::string_view text) {
  constexpr std::string_view kBetween = "=:\"'\\ \t";
  const std::size_t between = text.substr(0, kSettingBytesMax).find_first_of(kBetween);
  if (between == std::string_view::npos) return std::nullopt;
  const std::size_t value = text.find_first_not_of(kBetween, between);
  if (value == std::string_view::npos || value > kSettingBytesMax) return std::nullopt;
  return value;
}

}  // namespace

std::optional<PrivateKey> ParseWireGuardKey(std::span<const std::byte> buffer, std::size_t anchor) {
  const std::string_view text = AsText(buffer);
  const std::size_t before_bytes = std::min(anchor, kSectionBytesMax);
  const std::string_view before = text.substr(anchor - before_bytes, before_bytes);
  const std::string_view after = text.substr(anchor, kSettingBytesMax + kValueBytes + kNearBytes);
  const auto value = ValueAt(after);
  if (!value || !IsInterface(before, after)) return std::nullopt;
  const std::string_view base64 = after.substr(*value, kValueBytes);
  const SecretBytes secret = DecodeBase64(base64);
  if (base64.size() != kValueBytes || secret.size() != kKeyBytes || !LooksRandom(secret.view()))
    return std::nullopt;
  const auto public_half = X25519PublicHalf(secret.view());
  if (!public_half) return std::nullopt;
  PrivateKey key;
  key.format = "wireguard";
  key.key_type = "x25519";
  key.bits = 256;
  key.more["public_key"] = Base64Encode(*public_half);
  key.text_offset = static_cast<std::ptrdiff_t>(*value);
  key.text_bytes = kValueBytes;
  key.canonical_secret = SecretBytes(std::span<const std::byte>(*public_half));
  return key;
}

}  // namespace keytrail::secret
