// Bech32: text of 32 letters and digits with a checksum. Source: BIP 173, without its limit on
// length.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret_bytes.h"

namespace keytrail {

// The bytes behind the prefix `hrp` and "1", of a text in one case. Returns nothing when the prefix
// is another, a character is none of the alphabet, the checksum is wrong or bits are left over.
std::optional<SecretBytes> Bech32Decode(std::string_view hrp, std::string_view text);

// In lower case.
std::string Bech32Encode(std::string_view hrp, std::span<const std::byte> bytes);

}  // namespace keytrail
