#include "scanner/facts/log_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>

namespace keytrail::facts {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::nanoseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// Times without a year are placed in leap years: the first of a file in kFirstPlace, and those
// behind each new year in the next leap year.
constexpr int kFirstPlace = 2020;
constexpr int kLastPlace = 2200;
constexpr int kPlaceYears = 4;
// How far behind others a line may be written, and how far a zone may lie ahead of UTC.
constexpr nanoseconds kSlack = days(1);
constexpr int kYearsBackMax = 8;
constexpr std::size_t kTimeBytesMax = 40;

Timestamp At(sys_time<nanoseconds> time) { return {.ns = time.time_since_epoch().count()}; }

sys_time<nanoseconds> TimeOf(Timestamp time) { return sys_time<nanoseconds>(nanoseconds(time.ns)); }

int YearOf(Timestamp time) { return int(year_month_day(floor<days>(TimeOf(time))).year()); }

// `time` in another year; where that has no 29 February, on 1 March.
Timestamp InYear(Timestamp time, int wanted) {
  const sys_days day = floor<days>(TimeOf(time));
  const year_month_day date(day);
  const year_month_day moved = year(wanted) / date.month() / date.day();
  const sys_days moved_day =
      moved.ok() ? sys_days(moved) : sys_days(year(wanted) / std::chrono::March / 1);
  return At(moved_day + (TimeOf(time) - day));
}

std::optional<int> ReadNumber(std::string_view text) {
  if (text.starts_with(' ')) text.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// "17:20:01"
std::optional<nanoseconds> ReadTimeOfDay(std::string_view text) {
  if (text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = ReadNumber(text.substr(0, 2));
  const auto minute = ReadNumber(text.substr(3, 2));
  const auto second = ReadNumber(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

// Behind a second's fraction, when there is one.
std::size_t SkipFraction(std::string_view line, std::size_t at) {
  if (at >= line.size() || line[at] != '.') return at;
  return std::min(line.find_first_not_of("0123456789", at + 1), line.size());
}

std::optional<LogTime> ReadYearless(std::string_view line) {
  constexpr std::size_t kDayAt = 4;
  constexpr std::size_t kTimeAt = 7;
  constexpr std::size_t kEnd = 15;
  if (line.size() < kEnd || line[kDayAt - 1] != ' ' || line[kTimeAt - 1] != ' ') {
    return std::nullopt;
  }
  const auto month = std::ranges::find(kMonths, line.substr(0, 3));
  const auto day = ReadNumber(line.substr(kDayAt, 2));
  const auto time_of_day = ReadTimeOfDay(line.substr(kTimeAt));
  if (month == kMonths.end() || !day || !time_of_day) return std::nullopt;
  const auto month_number = static_cast<unsigned>(month - kMonths.begin()) + 1;
  const year_month_day date = year(kFirstPlace) / std::chrono::month(month_number) /
                              std::chrono::day(static_cast<unsigned>(*day));
  if (!date.ok()) return std::nullopt;
  return LogTime{.has_year = false,
                 .time = At(sys_days(date) + *time_of_day),
                 .end = SkipFraction(line, kEnd)};
}

// "+0100" becomes "+01:00".
std::string WithColonInZone(std::string_view text) {
  std::string zoned(text);
  const std::size_t sign = text.size() < 5 ? text.size() : text.size() - 5;
  if (sign < text.size() && (text[sign] == '+' || text[sign] == '-')) {
    zoned.insert(zoned.size() - 2, 1, ':');
  }
  return zoned;
}

}  // namespace

std::optional<LogTime> ReadLogTime(std::string_view line) {
  if (line.empty()) return std::nullopt;
  if (line[0] >= 'A' && line[0] <= 'Z') return ReadYearless(line);
  const std::size_t end = std::min(line.find(' '), line.size());
  if (end > kTimeBytesMax) return std::nullopt;
  const auto time = ParseTimestamp(WithColonInZone(line.substr(0, end)));
  if (!time.ok()) return std::nullopt;
  return LogTime{.has_year = true, .time = *time, .end = end};
}

Timestamp YearlessTimes::Place(Timestamp yearless) {
  if (!last_.known()) return last_ = yearless;
  const int place = YearOf(last_);
  const Timestamp same = InYear(yearless, place);
  const auto step = nanoseconds(same.ns - last_.ns);
  // A line of the old year that was written late.
  if (step > days(366) - kSlack) return InYear(yearless, place - kPlaceYears);
  const bool is_new_year = step < -kSlack && place + kPlaceYears <= kLastPlace;
  const Timestamp placed = is_new_year ? InYear(yearless, place + kPlaceYears) : same;
  last_ = std::max(last_, placed);
  return placed;
}

Timestamp YearlessTimes::Resolve(Timestamp placed, Timestamp modified) const {
  if (!modified.known()) return {};
  const Timestamp end = At(TimeOf(modified) + kSlack);
  int last_year = YearOf(end);
  for (int i = 0; i < kYearsBackMax && InYear(last_, last_year) > end; ++i) --last_year;
  return InYear(placed, last_year - (YearOf(last_) - YearOf(placed)) / kPlaceYears);
}

}  // namespace keytrail::facts
