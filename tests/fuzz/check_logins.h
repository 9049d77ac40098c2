// What holds of every login that a log or a journal gives, whatever it was damaged into.
#pragma once

#include <variant>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "model/fact.h"
#include "scanner/facts/plain_words.h"

namespace keytrail::fuzz {

inline void CheckLogins(const std::vector<FactPayload>& payloads) {
  KT_CHECK(payloads.size() <= limits::kFactsPerFileMax);
  for (const FactPayload& payload : payloads) {
    const LoginFact& logins = std::get<LoginFact>(payload);
    KT_CHECK(facts::IsPlainUser(logins.user));
    KT_CHECK(facts::IsAddress(logins.source_address));
    KT_CHECK(!logins.public_key_fingerprint.empty() || !logins.ca_fingerprint.empty());
    KT_CHECK(logins.count > 0 && logins.first_seen <= logins.last_seen);
  }
}

}  // namespace keytrail::fuzz
