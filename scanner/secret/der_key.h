// Private keys in DER with nothing around them, as in *.der and *.key files, in programs, and in
// what base64 without markers decodes to. Only their look makes them keys, so more is asked of them
// than of keys between markers. Source: RFC 8017, RFC 5915, RFC 5958, X.690.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `bytes` begins at the outermost SEQUENCE; more may follow. Looks at no more than
// limits::kParserLookaheadBytes behind the anchor. Returns nothing when an element is missing, the
// halves of a clear key do not belong together, or what should be random is not. A key that is
// nothing but a fixed beginning and random bytes (Ed25519, X25519 and their like without a public
// half) must be all that there is, line ends behind it aside: programs hold the beginning alone.
std::optional<PrivateKey> ParseDerKey(std::span<const std::byte> buffer, std::size_t anchor);

}  // namespace keytrail::secret
