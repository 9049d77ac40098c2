// Private keys in the container of SSH.com (Tectia), with its odd dashes. Source: what that program
// writes, as OpenSSH's and PuTTY's importers read it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "scanner/secret/private_key.h"

namespace keytrail::secret {

// Shape: `text` begins at "---- BEGIN SSH2"; more may follow the key. Looks at no more than
// limits::kParserLookaheadBytes and never past the next marker. The public half is to be had of
// clear RSA and DSA keys. Time: linear.
std::optional<PrivateKey> ParseSsh2Key(std::span<const std::byte> text);

}  // namespace keytrail::secret
