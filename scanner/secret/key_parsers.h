// The door to the parsers of private keys: what a rule's `parser` names.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/limits.h"
#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// What a parser may look at before its anchor.
inline constexpr std::size_t kParserLookbehindBytes = 16 * 1024;

// Reads the key whose anchor, the rule's match, begins at index `anchor` of `buffer`. Shape:
// `parser` is one of kSecretParsers. Looks at no more than kParserLookbehindBytes before the anchor
// and limits::kParserLookaheadBytes from it on, so that a buffer with as much context gives the
// same answer as the whole file. A buffer that begins where the file does has nothing before an
// anchor at 0; parsers of whole files take only that one. Returns nothing when no key is there.
// Time: linear in what it looks at, plus one derivation of a public key. Threads: any.
std::optional<PrivateKey> ParseKeyAt(std::string_view parser, std::span<const std::byte> buffer,
                                     std::size_t anchor);

}  // namespace keytrail::secret
