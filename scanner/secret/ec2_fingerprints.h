// The digests under which EC2 lists an RSA key pair, neither of which is SSH's own. Source: the EC2
// user guide, "Verify your key pair's fingerprint".
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <openssl/types.h>

namespace keytrail::secret {

// In hex with colons; empty where not to be had.
struct Ec2Fingerprints {
  std::string created;   // by AWS: SHA-1 of the DER PKCS#8 private key
  std::string imported;  // MD5 of the DER SubjectPublicKeyInfo
};

// The numbers of an RSA private key, big-endian; views only.
struct RsaNumbers {
  std::span<const std::byte> n;
  std::span<const std::byte> e;
  std::span<const std::byte> d;
  std::span<const std::byte> iqmp;
  std::span<const std::byte> p;
  std::span<const std::byte> q;
};

// `key` is an RSA private key.
Ec2Fingerprints Ec2FingerprintsOf(const EVP_PKEY* key);
Ec2Fingerprints Ec2FingerprintsOf(const RsaNumbers& numbers);

}  // namespace keytrail::secret
