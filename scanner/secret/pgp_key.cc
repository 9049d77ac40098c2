#include "scanner/secret/pgp_key.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/secret/pgp_packets.h"
#include "scanner/secret/wrapped_text.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PGP PRIVATE KEY BLOCK-----";
constexpr std::string_view kEnd = "-----END PGP PRIVATE KEY BLOCK-----";
constexpr std::string_view kDashes = "-----";
constexpr std::string_view kLabel = "PGP PRIVATE KEY BLOCK";
constexpr std::size_t kHeadersMax = 16;
constexpr std::size_t kHeaderNameBytesMax = 20;

// The byte behind the line end at the beginning of `text`, escaped or not; 0 where there is none.
std::size_t LineEndBytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '\\' || text[at] == '\r')) ++at;
  if (at < text.size() && text[at] == '\n') return at + 1;
  return at > 0 && at < text.size() && text[at] == 'n' ? at + 1 : 0;
}

// Passes over "Version: …" and its like, whose values may hold anything but a line end.
std::string_view WithoutHeaders(std::string_view text) {
  for (std::size_t i = 0; i < kHeadersMax; ++i) {
    std::string_view line = text;
    for (std::size_t end = LineEndBytes(line); end > 0; end = LineEndBytes(line)) {
      line.remove_prefix(end);
    }
    while (!line.empty() && (IsBlank(line.front()) || IsQuote(line.front()))) line.remove_prefix(1);
    const std::size_t colon = line.substr(0, kHeaderNameBytesMax).find(": ");
    if (colon == std::string_view::npos) return text;
    std::size_t at = colon;
    while (at < line.size() && LineEndBytes(line.substr(at)) == 0) ++at;
    text = line.substr(at);
  }
  return text;
}

struct Armour {
  WipedText base64;
  std::size_t wrapped_bytes = 0;
};

Armour ReadArmour(std::string_view wrapped) {
  const std::string_view body = WithoutHeaders(wrapped);
  const Unwrapped unwrapped = Unwrap(body);
  Armour armour{.base64 = WipedText(body.size()),
                .wrapped_bytes = wrapped.size() - body.size() + unwrapped.wrapped_bytes};
  Words words(unwrapped.plain.view());
  for (auto word = words.Next(); !word.empty() && !word.starts_with('='); word = words.Next()) {
    armour.base64.Append(word);
  }
  return armour;
}

// Of several keys in one block the first that is there is what the block is called by.
std::optional<PrivateKey> Describe(const std::vector<PgpSecretKey>& keys) {
  const auto first = std::ranges::find(keys, false, &PgpSecretKey::is_stub);
  if (first == keys.end()) return std::nullopt;
  PrivateKey key;
  key.format = "pgp";
  key.label = kLabel;
  key.key_type = first->algorithm;
  key.bits = first->bits;
  key.encrypted = std::ranges::all_of(
      keys, [](const PgpSecretKey& one) { return one.is_stub || one.encrypted; });
  if (key.encrypted) {
    key.cipher = first->cipher;
    key.kdf = first->kdf;
    key.kdf_rounds = first->kdf_rounds;
  }
  if (!keys.front().fingerprint.empty()) key.more["pgp_fingerprint"] = keys.front().fingerprint;
  key.canonical_secret = SecretBytes(first->public_bytes);
  return key;
}

}  // namespace

std::optional<PrivateKey> ParsePgpKey(std::span<const std::byte> bytes) {
  const std::string_view text =
      AsText(bytes.first(std::min(bytes.size(), limits::kParserLookaheadBytes)));
  if (!text.starts_with(kBegin)) return std::nullopt;
  const std::size_t body_end = std::min(text.find(kDashes, kBegin.size()), text.size());
  const Armour armour = ReadArmour(text.substr(kBegin.size(), body_end - kBegin.size()));
  const bool whole =
      text.substr(body_end).starts_with(kEnd) && kBegin.size() + armour.wrapped_bytes == body_end;
  const SecretBytes packets =
      whole ? DecodeBase64(armour.base64.view()) : DecodeBase64Prefix(armour.base64.view());
  auto key = Describe(ReadPgpSecretKeys(packets.view()));
  if (!key) return std::nullopt;
  key->truncated = !whole;
  key->text_bytes = whole ? body_end + kEnd.size() : kBegin.size() + armour.wrapped_bytes;
  return key;
}

std::optional<PrivateKey> ReadPgpKeyring(std::span<const std::byte> file) {
  const auto head = file.first(std::min(file.size(), limits::kParserLookaheadBytes));
  if (!BeginsWithPgpSecretKey(head)) return std::nullopt;
  auto key = Describe(ReadPgpSecretKeys(head));
  if (!key) return std::nullopt;
  key->text_bytes = file.size();
  return key;
}

}  // namespace keytrail::secret
