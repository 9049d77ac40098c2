// Passwords, as shadow(5) lists them: what kind stands there, never which.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Of the password field of passwd(5) or shadow(5). A form that crypt(5) makes is kHash, also one of
// a method that this machine may not know; what crypt cannot make is kStar.
PasswordClass ClassOfPassword(std::string_view field);

// One ShadowFact for each line that the C library would take: of nine fields, or of the first five.
// Source: shadow(5); glibc's nss/fgetspent.c for what may be missing.
std::vector<FactPayload> ParseShadow(std::string_view text);

}  // namespace keytrail::facts
