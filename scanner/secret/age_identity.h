// The identities of age: a private key in Bech32. Source: the age format, C2SP age.md, "The X25519
// recipient type" and "The MLKEM768-X25519 recipient type".
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `text` begins at "AGE-SECRET-KEY-"; more may follow. Returns nothing when the checksum is
// wrong or the length is not that of a key.
std::optional<PrivateKey> ParseAgeIdentity(std::span<const std::byte> text);

}  // namespace keytrail::secret
