// What OpenSSL can tell of a private key's DER: the one place where it parses keys. Never asks for
// a passphrase, and leaves no error in OpenSSL's queue.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scanner/secret/ec2_fingerprints.h"

namespace keytrail::secret {

struct DerivedKey {
  std::string key_type;  // SSH's name where it has one, else OpenSSL's ("ed448", "secp256k1")
  std::uint32_t bits = 0;
  std::vector<std::byte> public_blob;  // empty where SSH knows no such key
  Ec2Fingerprints ec2;                 // of RSA
};

// How much is asked of a key's numbers.
enum class KeyCheck {
  kForm,    // that they are there: markers say that it is a key
  kHalves,  // that those of RSA and EC belong together: only its look says that it is a key
};

// `der` is a clear PKCS#1, PKCS#8, SEC1 or traditional DSA private key. Returns nothing when it is
// none, or does not pass the check.
std::optional<DerivedKey> DeriveKey(std::span<const std::byte> der, KeyCheck check);

// The public key of an X.509 certificate in DER, or nothing.
std::optional<DerivedKey> DeriveFromCertificate(std::span<const std::byte> der);

// The public half of an X25519 private key of 32 bytes, or nothing.
std::optional<std::vector<std::byte>> X25519PublicHalf(std::span<const std::byte> private_half);

}  // namespace keytrail::secret
