// OpenPGP secret keys, in ASCII armour and as files of packets. Source: RFC 4880 section 6, RFC
// 9580 section 6.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `text` begins at "-----BEGIN PGP PRIVATE KEY BLOCK"; more may follow. Looks at no more
// than limits::kParserLookaheadBytes and never past the next marker. Returns nothing when no secret
// key is in it, or only what GnuPG leaves behind of one that was moved away. Time: linear.
std::optional<PrivateKey> ParsePgpKey(std::span<const std::byte> text);

// Shape: `file` is the beginning of a file, at most limits::kParserLookaheadBytes of which are
// looked at; it begins with a secret key, as secring.gpg and exports without armour do. Returns
// nothing otherwise, or when only stubs are in it. Time: linear.
std::optional<PrivateKey> ReadPgpKeyring(std::span<const std::byte> file);

}  // namespace keytrail::secret
