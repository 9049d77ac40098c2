#include "graph/access/line_gates.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>

#include "graph/access/grade.h"
#include "graph/access/patterns.h"

namespace keytrail::access {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
// Local time is at most so far from UTC; which zone a machine is in is not asked.
constexpr std::int64_t kZoneSecondsMax = 14LL * 3600;

std::optional<int> Digits(std::string_view text, std::size_t begin, std::size_t count) {
  int number = 0;
  const char* first = text.data() + begin;
  const auto [end, error] = std::from_chars(first, first + count, number);
  if (error != std::errc() || end != first + count) return std::nullopt;
  return number;
}

struct ExpiryTime {
  std::int64_t seconds = 0;  // since the Unix epoch, as if in UTC
  bool is_utc = false;
};

// YYYYMMDD[HHMM[SS]], with Z for UTC.
std::optional<ExpiryTime> ParseExpiry(std::string_view value) {
  ExpiryTime expiry;
  for (const std::string_view zone : {"Z", "z", "UTC"}) {
    if (!value.ends_with(zone)) continue;
    expiry.is_utc = true;
    value.remove_suffix(zone.size());
    break;
  }
  if (value.size() != 8 && value.size() != 12 && value.size() != 14) return std::nullopt;
  const auto year = Digits(value, 0, 4);
  const auto month = Digits(value, 4, 2);
  const auto day = Digits(value, 6, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::sys_days date = std::chrono::year(*year) /
                                     std::chrono::month(static_cast<unsigned>(*month)) /
                                     std::chrono::day(static_cast<unsigned>(*day));
  expiry.seconds =
      std::chrono::duration_cast<std::chrono::seconds>(date.time_since_epoch()).count();
  if (value.size() >= 12) {
    expiry.seconds +=
        Digits(value, 8, 2).value_or(0) * 3600 + Digits(value, 10, 2).value_or(0) * 60;
  }
  if (value.size() == 14) expiry.seconds += Digits(value, 12, 2).value_or(0);
  return expiry;
}

void JudgeExpiry(const GateContext& at, std::string_view value, Ruling& ruling) {
  const auto expiry = ParseExpiry(value);
  if (!expiry) return ruling.Doubt("line.expiry-time");
  const std::int64_t left = expiry->seconds - at.now.ns / kNsPerSecond;
  if (expiry->is_utc ? left < 0 : left < -kZoneSecondsMax) return ruling.Block("line.expired");
  if (expiry->is_utc || left > kZoneSecondsMax) return;
  ruling.Require("line.expired", "the machine's local time is before " + std::string(value));
}

void JudgeFrom(const GateContext& at, const AuthorizedOption& from, Ruling& ruling) {
  if (from.value.empty()) return ruling.Doubt("line.from");
  const SourceCondition condition{.kind = SourceCondition::Kind::kHostOrAddress,
                                  .list = from.value,
                                  .by_name = at.config.IsFlagSet("usedns", false)};
  const bool only_negated = std::ranges::all_of(
      SplitList(from.value), [](std::string_view element) { return element.starts_with('!'); });
  const bool never = only_negated || !MatchHostAndAddress("", "0.0.0.0", from.value).has_value();
  if (never || (from.value != "*" && !at.world.Holds(condition))) ruling.Block("line.from");
}

}  // namespace

const AuthorizedOption* FindOption(const AuthorizedLineFact& line, std::string_view name) {
  const auto option = std::ranges::find(line.options, name, &AuthorizedOption::name);
  return option == line.options.end() ? nullptr : &*option;
}

void JudgeLine(const GateContext& at, const AuthorizedLineFact& line, LineUse use, Ruling& ruling) {
  if (line.options_malformed) return ruling.Block("line.badoption");
  const bool is_authority = FindOption(line, "cert-authority") != nullptr;
  if (is_authority != (use == LineUse::kCertificate)) return ruling.Block("line.ca");
  if (IsBanner(line)) {
    ruling.Set(Grade::kNone);
    return ruling.Block("line.command.banner");
  }
  for (const AuthorizedOption& option : line.options) {
    if (option.name == "expiry-time") JudgeExpiry(at, option.value, ruling);
    if (option.name == "from") JudgeFrom(at, option, ruling);
  }
  const bool has_command = FindOption(line, "command") != nullptr;
  if (at.account.passwd->uid == 0 && RootLoginOf(at) == RootLogin::kWithCommandOnly &&
      !has_command) {
    ruling.Block("sshd.root");
  }
}

}  // namespace keytrail::access
