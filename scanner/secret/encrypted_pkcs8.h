// How an encrypted PKCS#8 key is encrypted; what it holds stays unknown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace keytrail::secret {

struct EncryptionScheme {
  std::string cipher;  // "aes-256-cbc"; empty when not known
  // "pbkdf2", "scrypt", "pbe" where the cipher's name says it too; empty when not known.
  std::string kdf;
  std::uint32_t kdf_rounds = 0;  // of scrypt its cost
};

// `der` is an EncryptedPrivateKeyInfo. Returns nothing when it is none. Source: RFC 5958 section 3,
// RFC 8018 appendix A.
std::optional<EncryptionScheme> ReadEncryptedPkcs8(std::span<const std::byte> der);

}  // namespace keytrail::secret
