// What the key itself decides at one server: its type, its length, whether it is revoked there.
#pragma once

#include <cstdint>
#include <string>

#include "graph/access/account_gates.h"

namespace keytrail::access {

struct OfferedKey {
  std::string fingerprint;
  std::string type;
  std::uint32_t bits = 0;  // 0 when not known
};

void JudgeKey(const GateContext& at, const OfferedKey& key, Ruling& ruling);

// Whether RevokedKeys lets the key pass. `ruling` is blocked where it does not.
void JudgeRevocation(const GateContext& at, const std::string& fingerprint, Ruling& ruling);

// Whether RevokedKeys lists certificates by serial or id, or keys that may be a certificate's.
bool RevokesCertificates(const GateContext& at);

}  // namespace keytrail::access
