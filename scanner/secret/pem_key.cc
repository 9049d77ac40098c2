#include "scanner/secret/pem_key.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "scanner/secret/der_reader.h"
#include "scanner/secret/der_shape.h"
#include "scanner/secret/encrypted_pkcs8.h"
#include "scanner/secret/openssh_key.h"
#include "scanner/secret/pem_text.h"
#include "scanner/secret/public_blob.h"
#include "scanner/secret/randomness.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

// The traditional form has no structure once encrypted, so its ciphertext must at least look like
// one: whole blocks, as long as the shortest key, and of many different bytes.
constexpr std::size_t kCipherBlockBytes = 8;
constexpr std::size_t kCiphertextBytesMin = 64;

bool LooksEncrypted(Bytes ciphertext, bool truncated) {
  if (ciphertext.size() < kCiphertextBytesMin) return false;
  if (!truncated && ciphertext.size() % kCipherBlockBytes != 0) return false;
  return LooksRandom(ciphertext);
}

// "AES-128-CBC,0123…" → "aes-128-cbc".
std::string CipherOf(const PemText& pem) {
  const auto info = pem.headers.find("DEK-Info");
  if (info == pem.headers.end()) return {};
  const std::string_view value = info->second;
  return LowerCase(value.substr(0, value.find(',')));
}

std::string_view FormatOf(DerShape shape) {
  switch (shape) {
    case DerShape::kPkcs1: return "pkcs1";
    case DerShape::kDsa: return "dsa";
    case DerShape::kSec1: return "sec1";
    case DerShape::kPkcs8:
    case DerShape::kEncryptedPkcs8: return "pkcs8";
    case DerShape::kNone: break;
  }
  return {};
}

struct Traditional {
  std::string_view label;
  std::string_view format;
  std::string_view key_type;  // what the label alone says
};

constexpr Traditional kTraditional[] = {{"RSA PRIVATE KEY", "pkcs1", "ssh-rsa"},
                                        {"EC PRIVATE KEY", "sec1", ""},
                                        {"DSA PRIVATE KEY", "dsa", "ssh-dss"}};

std::optional<PrivateKey> ReadTraditionalEncrypted(const PemText& pem) {
  const auto* container =
      std::ranges::find(kTraditional, std::string_view(pem.label), &Traditional::label);
  const std::string cipher = CipherOf(pem);
  if (container == std::ranges::end(kTraditional) || cipher.empty() ||
      !LooksEncrypted(pem.body.view(), pem.truncated)) {
    return std::nullopt;
  }
  PrivateKey key;
  key.format = container->format;
  key.key_type = container->key_type;
  key.encrypted = true;
  key.cipher = cipher;
  key.kdf = "md5";
  key.kdf_rounds = 1;
  key.canonical_secret = SecretBytes(pem.body.view());
  return key;
}

std::optional<PrivateKey> ReadOpenSsh(const PemText& pem) {
  auto parsed =
      pem.truncated ? ParseOpenSshHead(pem.body.view()) : ParseOpenSshKey(pem.body.view());
  if (!parsed) return std::nullopt;
  PrivateKey key;
  key.format = "openssh";
  key.encrypted = parsed->encrypted;
  if (key.encrypted) {
    key.cipher = std::move(parsed->cipher);
    key.kdf = std::move(parsed->kdf);
    key.kdf_rounds = parsed->kdf_rounds;
  }
  key.comment = std::move(parsed->comment);
  SetEc2(std::move(parsed->ec2), key);
  SetIdentity(std::move(parsed->public_blob), {}, key);
  return key;
}

std::optional<PrivateKey> ReadEncryptedDer(Bytes der) {
  auto scheme = ReadEncryptedPkcs8(der);
  if (!scheme) return std::nullopt;
  PrivateKey key;
  key.format = "pkcs8";
  key.encrypted = true;
  key.cipher = std::move(scheme->cipher);
  key.kdf = std::move(scheme->kdf);
  key.kdf_rounds = scheme->kdf_rounds;
  key.canonical_secret = SecretBytes(der);
  return key;
}

// The public half of an RSA key whose end is missing: its two first numbers.
std::vector<std::byte> BlobOfCutOffRsa(Bytes der) {
  const auto outer = DerReader(der).NextCutOff();
  if (!outer) return {};
  DerReader fields(outer->content);
  fields.Next();
  const auto n = fields.Next(der::kInteger);
  const auto e = fields.Next(der::kInteger);
  return n && e ? RsaBlob(*e, *n) : std::vector<std::byte>();
}

std::optional<PrivateKey> ReadCutOffDer(Bytes der) {
  const DerShape shape = ShapeOfCutOff(der);
  if (shape == DerShape::kNone) return std::nullopt;
  PrivateKey key;
  key.format = FormatOf(shape);
  key.encrypted = shape == DerShape::kEncryptedPkcs8;
  SetIdentity(shape == DerShape::kPkcs1 ? BlobOfCutOffRsa(der) : std::vector<std::byte>(),
              SecretBytes(der), key);
  return key;
}

std::optional<PrivateKey> ReadBody(const PemText& pem) {
  if (IsOpenSshKey(pem.body.view())) return ReadOpenSsh(pem);
  if (pem.headers.contains("Proc-Type")) return ReadTraditionalEncrypted(pem);
  return pem.truncated ? ReadCutOffDer(pem.body.view())
                       : ReadDerKey(pem.body.view(), KeyCheck::kForm);
}

}  // namespace

std::optional<PrivateKey> ReadDerKey(Bytes der, KeyCheck check) {
  const DerShape shape = ShapeOf(der);
  if (shape == DerShape::kEncryptedPkcs8) return ReadEncryptedDer(der);
  auto derived = DeriveKey(der, check);
  if (!derived) return std::nullopt;
  PrivateKey key;
  key.format = FormatOf(shape);
  key.key_type = std::move(derived->key_type);
  key.bits = derived->bits;
  SetEc2(std::move(derived->ec2), key);
  SetIdentity(std::move(derived->public_blob), SecretBytes(der), key);
  return key;
}

std::optional<PrivateKey> ParsePemKey(std::span<const std::byte> text) {
  const auto pem = ParsePemText(text);
  if (!pem) return std::nullopt;
  auto key = ReadBody(*pem);
  if (!key) return std::nullopt;
  key->label = pem->label;
  key->text_bytes = pem->text_bytes;
  key->truncated = pem->truncated;
  return key;
}

}  // namespace keytrail::secret
