// Private keys between PEM's markers: PKCS#1, PKCS#8, SEC1, DSA, OpenSSH, clear and encrypted.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/openssl_key.h"
#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `text` begins at the dashes of the first marker and may go on behind the key; at most
// limits::kParserLookaheadBytes of it are looked at. Returns nothing for what only looks like a key
// (placeholders, headers in source code, damaged bodies). Time: linear in the text, plus one
// derivation of a public key. Threads: any.
// Source: RFC 7468, RFC 8017, RFC 5915, RFC 5958, OpenSSH's PROTOCOL.key.
std::optional<PrivateKey> ParsePemKey(std::span<const std::byte> text);

// A clear PKCS#1, PKCS#8, SEC1 or traditional DSA key, or an encrypted PKCS#8 one, without markers.
// Returns nothing when `der` is none, or a clear one does not pass the check; bytes behind its
// outermost element are allowed.
std::optional<PrivateKey> ReadDerKey(std::span<const std::byte> der, KeyCheck check);

}  // namespace keytrail::secret
