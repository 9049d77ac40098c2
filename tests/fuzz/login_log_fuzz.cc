#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "scanner/facts/login_log.h"
#include "scanner/facts/plain_words.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

void CheckLogins(const std::vector<FactPayload>& payloads) {
  KT_CHECK(payloads.size() <= limits::kFactsPerFileMax);
  for (const FactPayload& payload : payloads) {
    const LoginFact& logins = std::get<LoginFact>(payload);
    KT_CHECK(facts::IsPlainUser(logins.user));
    KT_CHECK(facts::IsAddress(logins.source_address));
    KT_CHECK(!logins.public_key_fingerprint.empty() || !logins.ca_fingerprint.empty());
    KT_CHECK(logins.count > 0 && logins.first_seen <= logins.last_seen);
  }
}

}  // namespace

// The first byte says where the log is cut, which makes no difference.
void FuzzLoginLog(std::span<const std::byte> input) {
  if (input.empty()) return;
  const auto cut = std::min<std::size_t>(static_cast<std::size_t>(input[0]), input.size() - 1);
  const std::span<const std::byte> log = input.subspan(1);
  const Timestamp modified = {1'790'000'000'000'000'000};
  facts::LoginLogReader whole(modified);
  whole.Feed(log);
  facts::LoginLogReader halves(modified);
  halves.Feed(log.first(cut));
  halves.Feed(log.subspan(cut));
  const auto logins = whole.Finish();
  CheckLogins(logins);
  KT_CHECK(halves.Finish().size() == logins.size());
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzLoginLog)
