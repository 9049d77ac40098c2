// What the packets of an OpenPGP secret key say in clear: algorithms, sizes, the fingerprint, and
// how the secret parts are protected. Source: RFC 4880 and RFC 9580, sections 4.2, 5.5 and 3.7;
// GnuPG's doc/DETAILS for its S2K extensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace keytrail::secret {

struct PgpSecretKey {
  std::string algorithm;  // "rsa", "ed25519", …; "algorithm-N" where not known
  std::uint32_t bits = 0;
  std::string fingerprint;                  // upper-case hex; empty before version 4
  std::span<const std::byte> public_bytes;  // of the packet's body
  bool encrypted = false;
  // GnuPG leaves the packet in place where the secret part lies on a card or nowhere.
  bool is_stub = false;
  std::string cipher;
  std::string kdf;
  std::uint32_t kdf_rounds = 0;  // bytes hashed, or Argon2's passes
};

// Whether the first packet is a secret key. Time: constant.
bool BeginsWithPgpSecretKey(std::span<const std::byte> packets);

// The secret keys and subkeys, in their order, of packets that may end early; those before the
// first damage. Lifetime: views the bytes.
std::vector<PgpSecretKey> ReadPgpSecretKeys(std::span<const std::byte> packets);

}  // namespace keytrail::secret
