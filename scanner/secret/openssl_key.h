// What OpenSSL can tell of a private key's DER: the one place where it parses keys. Never asks for
// a passphrase, and leaves no error in OpenSSL's queue.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace keytrail::secret {

// The digests under which EC2 lists an RSA key pair, in hex with colons; empty where not to be had.
struct Ec2Fingerprints {
  std::string created;   // by AWS: SHA-1 of the DER PKCS#8 private key
  std::string imported;  // MD5 of the DER SubjectPublicKeyInfo
};

struct DerivedKey {
  std::string key_type;  // SSH's name where it has one, else OpenSSL's ("ed448", "secp256k1")
  std::uint32_t bits = 0;
  std::vector<std::byte> public_blob;  // empty where SSH knows no such key
  Ec2Fingerprints ec2;                 // of RSA
};

// `der` is a clear PKCS#1, PKCS#8, SEC1 or traditional DSA private key. Returns nothing when it is
// none.
std::optional<DerivedKey> DeriveKey(std::span<const std::byte> der);

struct EncryptionScheme {
  std::string cipher;  // "aes-256-cbc"; empty when not known
  std::string kdf;     // "pbkdf2", "scrypt"; empty when not known
  std::uint32_t kdf_rounds = 0;
};

// `der` is a PKCS#8 EncryptedPrivateKeyInfo. Returns nothing when it is none.
std::optional<EncryptionScheme> ReadEncryptedPkcs8(std::span<const std::byte> der);

// The numbers of an RSA private key, big-endian; views only.
struct RsaNumbers {
  std::span<const std::byte> n;
  std::span<const std::byte> e;
  std::span<const std::byte> d;
  std::span<const std::byte> iqmp;
  std::span<const std::byte> p;
  std::span<const std::byte> q;
};

Ec2Fingerprints Ec2FingerprintsOf(const RsaNumbers& numbers);

}  // namespace keytrail::secret
