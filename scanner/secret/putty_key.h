// PuTTY's key files (PPK), versions 1 to 3, whose public half lies in clear even when the private
// one is encrypted. Source: the PuTTY manual, appendix "PPK file format".
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `text` begins at "PuTTY-User-Key-File-"; more may follow the key. Looks at no more than
// limits::kParserLookaheadBytes and never past the next such beginning. Returns nothing when the
// public half is none, or a clear private half is not what the key's type asks for. Time: linear.
std::optional<PrivateKey> ParsePuttyKey(std::span<const std::byte> text);

}  // namespace keytrail::secret
