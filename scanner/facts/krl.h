// OpenSSH's key revocation lists, a binary form.
#pragma once

#include <cstddef>
#include <span>

#include "model/fact.h"

namespace keytrail::facts {

// True when `bytes` begin as a KRL does.
bool IsKrl(std::span<const std::byte> bytes);

// What the list at `bytes`, for which IsKrl holds, revokes; see ParseRevocationList. Of a malformed
// one what stands in front of the damage.
RevocationListFact ParseKrl(std::span<const std::byte> bytes);

}  // namespace keytrail::facts
