#include "scanner/secret/der_key.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "scanner/secret/der_reader.h"
#include "scanner/secret/der_shape.h"
#include "scanner/secret/pem_key.h"
#include "scanner/secret/randomness.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

// RFC 8410: the longest key without a public half is that of Ed448. Every other key is longer.
constexpr std::size_t kBareKeyBytesMax = 73;

// What an encrypted PKCS#8 key holds encrypted.
Bytes CiphertextOf(Bytes der) {
  const auto outer = DerReader(der).Next(der::kSequence);
  if (!outer) return {};
  DerReader fields(*outer);
  fields.Next();
  return fields.Next(der::kOctetString).value_or(Bytes());
}

// The secret itself of a PKCS#8 key, in which a key on a modern curve is nothing but random bytes.
Bytes SecretOf(Bytes der) {
  const auto outer = DerReader(der).Next(der::kSequence);
  if (!outer) return {};
  DerReader fields(*outer);
  fields.Next();
  fields.Next();
  return fields.Next(der::kOctetString).value_or(Bytes());
}

bool IsAllLineEnds(Bytes bytes) {
  return bytes.size() <= 2 && std::ranges::all_of(bytes, [](std::byte byte) {
           return byte == std::byte{'\n'} || byte == std::byte{'\r'};
         });
}

bool MayBeRandom(Bytes der, DerShape shape) {
  if (shape == DerShape::kEncryptedPkcs8) return LooksRandom(CiphertextOf(der));
  return shape != DerShape::kPkcs8 || LooksRandom(SecretOf(der));
}

}  // namespace

std::optional<PrivateKey> ParseDerKey(Bytes buffer, std::size_t anchor) {
  const Bytes bytes = buffer.subspan(anchor);
  const Bytes head = bytes.first(std::min(bytes.size(), limits::kParserLookaheadBytes));
  const auto outer = DerReader(head).Next();
  if (!outer) return std::nullopt;
  const Bytes der = head.first(outer->header_bytes + outer->content.size());
  const DerShape shape = ShapeOf(der);
  if (shape == DerShape::kNone || !MayBeRandom(der, shape)) return std::nullopt;
  const bool alone = anchor == 0 && IsAllLineEnds(bytes.subspan(der.size()));
  if (shape == DerShape::kPkcs8 && der.size() <= kBareKeyBytesMax && !alone) return std::nullopt;
  auto key = ReadDerKey(der, KeyCheck::kHalves);
  if (!key || (key->encrypted && key->cipher.empty())) return std::nullopt;
  key->text_bytes = der.size();
  return key;
}

}  // namespace keytrail::secret
