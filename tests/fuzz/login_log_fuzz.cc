#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "scanner/facts/login_log.h"
#include "tests/fuzz/check_logins.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
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
