// JSON web tokens as far as a look at the text goes: their shape, header and claims. No signature
// is checked, and encrypted tokens have no claims here.
#pragma once

#include <string>
#include <string_view>

namespace keytrail::match {

// True for three (signed) or five (encrypted) parts of base64url, of which the first is a JSON
// object that names an algorithm other than "none".
bool IsJsonWebToken(std::string_view text);

// The claim's text: of a string what stands between the quotes, of a list its first string. Empty
// when there is none. `name` is a plain word.
std::string JsonWebTokenClaim(std::string_view text, std::string_view name);

}  // namespace keytrail::match
