#include "base/clock.h"

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

#include <fmt/format.h>

namespace keytrail {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

// Reads exactly `digits` decimal digits at `position`, or -1.
int ReadDigits(std::string_view text, std::size_t position, std::size_t digits) {
  if (position + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[position + i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string FormatTimestamp(Timestamp time) {
  std::int64_t seconds = time.ns / kNsPerSecond;
  std::int64_t ns = time.ns % kNsPerSecond;
  if (ns < 0) {
    ns += kNsPerSecond;
    --seconds;
  }
  const std::time_t when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&when, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     ns);
}

StatusOr<Timestamp> ParseTimestamp(std::string_view text) {
  const auto fail = [&] {
    return MakeError(
        StatusCode::kInvalidArgument,
        fmt::format("'{}' is not a time: give RFC 3339, such as 2026-02-03T04:05:06Z", text));
  };
  std::tm parts{};
  const std::array<int, 6> fields = {ReadDigits(text, 0, 4),  ReadDigits(text, 5, 2),
                                     ReadDigits(text, 8, 2),  ReadDigits(text, 11, 2),
                                     ReadDigits(text, 14, 2), ReadDigits(text, 17, 2)};
  for (const int field : fields) {
    if (field < 0) return fail();
  }
  const bool separators = text[4] == '-' && text[7] == '-' &&
                          (text[10] == 'T' || text[10] == 't' || text[10] == ' ') &&
                          text[13] == ':' && text[16] == ':';
  if (!separators || fields[1] < 1 || fields[1] > 12 || fields[2] < 1 || fields[2] > 31 ||
      fields[3] > 23 || fields[4] > 59 || fields[5] > 60 || fields[0] < 1678 || fields[0] > 2261) {
    return fail();
  }
  parts.tm_year = fields[0] - 1900;
  parts.tm_mon = fields[1] - 1;
  parts.tm_mday = fields[2];
  parts.tm_hour = fields[3];
  parts.tm_min = fields[4];
  parts.tm_sec = fields[5];
  std::size_t position = 19;
  std::int64_t ns = 0;
  if (position < text.size() && text[position] == '.') {
    std::int64_t scale = kNsPerSecond / 10;
    const std::size_t first = ++position;
    for (; position < text.size() && text[position] >= '0' && text[position] <= '9';
         ++position, scale /= 10) {
      ns += (text[position] - '0') * scale;
    }
    if (position == first || position - first > 9) return fail();
  }
  std::int64_t offset_seconds = 0;
  if (position + 1 == text.size() && (text[position] == 'Z' || text[position] == 'z')) {
    ++position;
  } else if (position + 6 == text.size() && (text[position] == '+' || text[position] == '-') &&
             text[position + 3] == ':') {
    const int hours = ReadDigits(text, position + 1, 2);
    const int minutes = ReadDigits(text, position + 4, 2);
    if (hours < 0 || minutes < 0 || hours > 23 || minutes > 59) return fail();
    offset_seconds = (text[position] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    position += 6;
  } else {
    return fail();
  }
  return Timestamp{(static_cast<std::int64_t>(timegm(&parts)) - offset_seconds) * kNsPerSecond +
                   ns};
}

Timestamp SystemClock::Now() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp{std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()};
}

}  // namespace keytrail
