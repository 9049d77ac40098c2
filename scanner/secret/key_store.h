// Files that keep private keys under a password: PKCS#12, and Java's JKS, JCEKS and BKS. Told by
// content; what they hold is told as far as it lies in clear.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `file` is the beginning of a file; at most limits::kParserLookaheadBytes of it are looked
// at. Each returns nothing when no private or secret key is among the entries that are to be seen,
// as in a store of trusted certificates. Time: linear.
// Source: RFC 7292. A PKCS#12 file that keeps everything encrypted is `uncertain`.
std::optional<PrivateKey> ReadPkcs12(std::span<const std::byte> file);
// Source: the JDK's sun.security.provider.JavaKeyStore and com.sun.crypto.provider.JceKeyStore, and
// Bouncy Castle's BcKeyStoreSpi, as their class documentation and files show.
std::optional<PrivateKey> ReadJavaKeyStore(std::span<const std::byte> file);

}  // namespace keytrail::secret
