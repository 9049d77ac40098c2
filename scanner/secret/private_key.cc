#include "scanner/secret/private_key.h"

#include <algorithm>
#include <bitset>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "model/ssh_key.h"
#include "scanner/secret/encrypted_pkcs8.h"
#include "scanner/secret/openssh_key.h"
#include "scanner/secret/openssl_key.h"
#include "scanner/secret/pem_text.h"

namespace keytrail::secret {
namespace {

// The traditional form has no structure once encrypted, so its ciphertext must at least look like
// one: whole blocks, as long as the shortest key, and of many different bytes.
constexpr std::size_t kCipherBlockBytes = 8;
constexpr std::size_t kCiphertextBytesMin = 64;
constexpr std::size_t kDistinctBytesMin = 24;

struct Container {
  std::string_view label;
  std::string_view format;
  std::string_view key_type;  // what the label alone says
};

constexpr Container kContainers[] = {
    {"RSA PRIVATE KEY", "pkcs1", "ssh-rsa"}, {"EC PRIVATE KEY", "sec1", ""},
    {"DSA PRIVATE KEY", "dsa", "ssh-dss"},   {"PRIVATE KEY", "pkcs8", ""},
    {"ENCRYPTED PRIVATE KEY", "pkcs8", ""},  {"OPENSSH PRIVATE KEY", "openssh", ""},
    {"ANY PRIVATE KEY", "pkcs8", ""},
};

bool LooksEncrypted(std::span<const std::byte> ciphertext) {
  if (ciphertext.size() < kCiphertextBytesMin || ciphertext.size() % kCipherBlockBytes != 0) {
    return false;
  }
  std::bitset<256> seen;
  for (const std::byte byte : ciphertext) seen.set(static_cast<std::size_t>(byte));
  return seen.count() >= kDistinctBytesMin;
}

// "AES-128-CBC,0123…" → "aes-128-cbc".
std::string CipherOf(const PemText& pem) {
  const auto info = pem.headers.find("DEK-Info");
  if (info == pem.headers.end()) return {};
  const std::string_view value = info->second;
  return LowerCase(value.substr(0, value.find(',')));
}

std::optional<PrivateKey> ReadTraditionalEncrypted(const PemText& pem) {
  PrivateKey key;
  key.encrypted = true;
  key.cipher = CipherOf(pem);
  key.kdf = "md5";
  if (key.cipher.empty() || !LooksEncrypted(pem.body.view())) return std::nullopt;
  return key;
}

std::optional<PrivateKey> ReadEncryptedInfo(const PemText& pem) {
  auto scheme = ReadEncryptedPkcs8(pem.body.view());
  if (!scheme) return std::nullopt;
  PrivateKey key;
  key.encrypted = true;
  key.cipher = std::move(scheme->cipher);
  key.kdf = std::move(scheme->kdf);
  key.kdf_rounds = scheme->kdf_rounds;
  return key;
}

std::optional<PrivateKey> ReadOpenSsh(const PemText& pem) {
  auto parsed = ParseOpenSshKey(pem.body.view());
  if (!parsed) return std::nullopt;
  PrivateKey key;
  key.encrypted = parsed->encrypted;
  if (key.encrypted) {
    key.cipher = std::move(parsed->cipher);
    key.kdf = std::move(parsed->kdf);
    key.kdf_rounds = parsed->kdf_rounds;
  }
  key.key_type = std::move(parsed->key_type);
  key.bits = parsed->bits;
  key.public_blob = std::move(parsed->public_blob);
  key.comment = std::move(parsed->comment);
  key.ec2_created_fingerprint = std::move(parsed->ec2.created);
  key.ec2_imported_fingerprint = std::move(parsed->ec2.imported);
  return key;
}

std::optional<PrivateKey> ReadClear(const PemText& pem) {
  auto derived = DeriveKey(pem.body.view());
  if (!derived) return std::nullopt;
  PrivateKey key;
  key.key_type = std::move(derived->key_type);
  key.bits = derived->bits;
  key.public_blob = std::move(derived->public_blob);
  key.ec2_created_fingerprint = std::move(derived->ec2.created);
  key.ec2_imported_fingerprint = std::move(derived->ec2.imported);
  return key;
}

std::optional<PrivateKey> ReadBody(const PemText& pem) {
  if (pem.label == "OPENSSH PRIVATE KEY") return ReadOpenSsh(pem);
  if (pem.label == "ENCRYPTED PRIVATE KEY") return ReadEncryptedInfo(pem);
  if (pem.headers.contains("Proc-Type")) return ReadTraditionalEncrypted(pem);
  return ReadClear(pem);
}

}  // namespace

std::optional<PrivateKey> ParsePrivateKey(std::span<const std::byte> text) {
  auto pem = ParsePemText(text);
  if (!pem) return std::nullopt;
  const auto* container =
      std::ranges::find(kContainers, std::string_view(pem->label), &Container::label);
  if (container == std::ranges::end(kContainers)) return std::nullopt;
  auto key = ReadBody(*pem);
  if (!key) return std::nullopt;
  key->format = container->format;
  key->label = pem->label;
  key->text_bytes = pem->text_bytes;
  if (key->key_type.empty()) key->key_type = container->key_type;
  if (key->public_blob.empty()) {
    key->canonical_secret = std::move(pem->body);
    return key;
  }
  key->sha256_fingerprint = Sha256Fingerprint(key->public_blob);
  key->md5_fingerprint = Md5Fingerprint(key->public_blob);
  key->canonical_secret = SecretBytes(std::span<const std::byte>(key->public_blob));
  return key;
}

}  // namespace keytrail::secret
