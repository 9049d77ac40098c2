#include "scanner/secret/age_identity.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/bech32.h"
#include "base/digest.h"
#include "scanner/secret/openssl_key.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kPrefix = "AGE-SECRET-KEY-";
constexpr std::string_view kHybridPrefix = "AGE-SECRET-KEY-PQ-";
constexpr std::string_view kRecipientPrefix = "age";
constexpr std::size_t kTextBytesMax = 128;
constexpr std::size_t kKeyBytes = 32;

bool IsIdentityCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

std::optional<PrivateKey> ParseAgeIdentity(std::span<const std::byte> bytes) {
  std::string_view text = AsText(bytes.first(std::min(bytes.size(), kTextBytesMax)));
  const auto end = std::ranges::find_if_not(text, &IsIdentityCharacter);
  text = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  const bool hybrid = text.starts_with(kHybridPrefix);
  auto secret = Bech32Decode(hybrid ? kHybridPrefix : kPrefix, text);
  if (!secret || secret->size() != kKeyBytes) return std::nullopt;
  PrivateKey key;
  key.format = "age";
  key.key_type = hybrid ? "mlkem768x25519" : "x25519";
  key.text_bytes = text.size();
  const auto public_half = hybrid ? std::nullopt : X25519PublicHalf(secret->view());
  if (!public_half) {
    key.canonical_secret = *std::move(secret);
    return key;
  }
  key.bits = 256;
  key.more["recipient"] = Bech32Encode(kRecipientPrefix, *public_half);
  key.canonical_secret = SecretBytes(std::span<const std::byte>(*public_half));
  return key;
}

}  // namespace keytrail::secret
