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

// The same for a key that comes with a certificate. `ca_fingerprint`: of its signer.
void JudgeCertifiedKey(const GateContext& at, const OfferedKey& key, Ruling& ruling);

// Whether RevokedKeys lets the key pass. `ruling` is blocked where it does not.
void JudgeRevocation(const GateContext& at, const std::string& fingerprint, Ruling& ruling);

}  // namespace keytrail::access
