// JSON Web Keys with a private half, in JSON or as a literal of a program: names with or without
// quotes, in any order, escaped or put together from pieces. Source: RFC 7517, RFC 7518 section 6,
// RFC 8037.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// What of a key may stand before its "kty".
inline constexpr std::size_t kJwkBytesBeforeMax = 16 * 1024;

// Shape: the name "kty" begins at `anchor`. The object around it is looked for within
// kJwkBytesBeforeMax before and limits::kParserLookaheadBytes behind. Returns nothing when there is
// none, or it holds no private half. Time: linear.
std::optional<PrivateKey> ParseJwk(std::span<const std::byte> buffer, std::size_t anchor);

}  // namespace keytrail::secret
