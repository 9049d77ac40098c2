#include "graph/door_expiry.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <variant>

namespace keytrail::graph {
namespace {

constexpr std::int64_t kNsPerHour = 3600LL * 1'000'000'000;
constexpr std::int64_t kNsPerDay = 24 * kNsPerHour;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDaysMax = kNever / kNsPerDay - 2;

// Days are hostile numbers: those beyond what a timestamp holds never come.
void ConsiderDay(std::int64_t day, std::int64_t today, std::int64_t& first_day) {
  for (const std::int64_t change : {day, day + 1}) {
    if (change > today) first_day = std::min(first_day, change);
  }
}

bool IsDay(const std::optional<std::int64_t>& day) {
  return day && *day >= 0 && *day < kDaysMax / 4;
}

void ConsiderShadow(const ShadowFact& shadow, std::int64_t today, std::int64_t& first_day) {
  if (IsDay(shadow.expire_day)) ConsiderDay(*shadow.expire_day, today, first_day);
  if (!IsDay(shadow.last_change_day) || !IsDay(shadow.max_days)) return;
  const std::int64_t aged = *shadow.last_change_day + *shadow.max_days;
  ConsiderDay(aged, today, first_day);
  if (IsDay(shadow.inactive_days)) ConsiderDay(aged + *shadow.inactive_days, today, first_day);
}

bool HasExpiryTime(const AuthorizedLineFact& line) {
  return std::ranges::any_of(
      line.options, [](const AuthorizedOption& option) { return option.name == "expiry-time"; });
}

}  // namespace

Timestamp NextChangeOf(std::span<const Fact> facts, Timestamp now) {
  const std::int64_t today = now.ns / kNsPerDay;
  std::int64_t first_day = kDaysMax;
  bool is_hourly = false;
  for (const Fact& fact : facts) {
    if (const auto* shadow = std::get_if<ShadowFact>(&fact.payload)) {
      ConsiderShadow(*shadow, today, first_day);
    } else if (const auto* line = std::get_if<AuthorizedLineFact>(&fact.payload)) {
      is_hourly = is_hourly || HasExpiryTime(*line);
    }
  }
  const std::int64_t by_day = first_day * kNsPerDay;
  return {is_hourly ? std::min(by_day, now.ns + kNsPerHour) : by_day};
}

}  // namespace keytrail::graph
