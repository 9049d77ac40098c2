#include "scanner/secret/signed_query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "base/secret_bytes.h"
#include "base/text.h"
#include "scanner/secret/unescape.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kQueryBytesMax = 4096;
constexpr std::size_t kParametersMax = 64;
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kEpochSecondsMax = 9'000'000'000;  // in the year 2255

struct Separator {
  std::size_t at = 0;
  std::size_t bytes = 0;
};

// The next separator of parameters, or the end.
Separator NextSeparator(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') return {i, text.substr(i).starts_with("&amp;") ? 5U : 1U};
    if (text.substr(i).starts_with("\\u0026")) return {i, 6};
  }
  return {text.size(), 0};
}

std::optional<std::int64_t> NumberOf(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  if (number > kEpochSecondsMax) return std::nullopt;
  return number;
}

Timestamp TimeOf(const std::string& rfc3339) {
  const StatusOr<Timestamp> time = ParseTimestamp(rfc3339);
  return time.ok() ? *time : Timestamp();
}

bool AreDigits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// 202601020304, a minute without anything between its parts.
Timestamp TimeOfDigits(std::string_view text) {
  return TimeOf(fmt::format("{}-{}-{}T{}:{}:00Z", text.substr(0, 4), text.substr(4, 2),
                            text.substr(6, 2), text.substr(8, 2), text.substr(10, 2)));
}

// 1/2/2026 3:04:05 PM, where + may stand for a space and an offset of 00:00 may follow.
Timestamp TimeOfAmerican(std::string_view text) {
  constexpr std::size_t kFields = 6;  // month, day, year, hour, minute, second
  constexpr std::int64_t kNoon = 12;
  std::array<std::int64_t, kFields> fields{};
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::size_t begin = std::min(text.find_first_of("0123456789"), text.size());
    const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
    if (end == begin || end - begin > 4) return {};
    std::from_chars(text.data() + begin, text.data() + end, fields[i]);
    text.remove_prefix(end);
  }
  auto& [month, day, year, hour, minute, second] = fields;
  const std::size_t half = std::min(text.find_first_not_of(" +"), text.size());
  const std::string marker = LowerCase(text.substr(half, 2));
  if ((marker != "am" && marker != "pm") || hour < 1 || hour > kNoon) return {};
  hour = hour % kNoon + (marker == "pm" ? kNoon : 0);
  return TimeOf(
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month, day, hour, minute, second));
}

void Wipe(std::string& text) { WipeBytes(std::as_writable_bytes(std::span(text))); }

}  // namespace

SignedQuery::SignedQuery(std::string_view text) {
  text = text.substr(0, kQueryBytesMax);
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    text.remove_prefix(mark + 1);
  }
  while (!text.empty() && parameters_.size() < kParametersMax) {
    const Separator separator = NextSeparator(text);
    const std::string_view parameter = text.substr(0, separator.at);
    const std::size_t equals = parameter.find('=');
    if (equals != std::string_view::npos) {
      parameters_.emplace_back(LowerCase(parameter.substr(0, equals)),
                               PercentUnescape(parameter.substr(equals + 1)));
    }
    text.remove_prefix(std::min(text.size(), separator.at + separator.bytes));
  }
}

SignedQuery::~SignedQuery() {
  for (auto& [name, value] : parameters_) Wipe(value);
}

std::string_view SignedQuery::Get(std::string_view name) const {
  const std::string lower = LowerCase(name);
  for (const auto& [key, value] : parameters_) {
    if (key == lower) return value;
  }
  return {};
}

Timestamp ParseSasTime(std::string_view text) {
  constexpr std::size_t kDateBytes = 10;
  constexpr std::size_t kMinuteBytes = 16;
  constexpr std::size_t kDigitsOfMinute = 12;
  if (text.size() == kDateBytes && text.find('-') == 4) {
    return TimeOf(fmt::format("{}T00:00:00Z", text));
  }
  if (text.size() == kMinuteBytes + 1 && text.ends_with('Z')) {
    return TimeOf(fmt::format("{}:00Z", text.substr(0, kMinuteBytes)));
  }
  if (text.size() == kDigitsOfMinute && AreDigits(text)) return TimeOfDigits(text);
  if (text.find('/') != std::string_view::npos) return TimeOfAmerican(text);
  return text.find('T') == kDateBytes ? TimeOf(std::string(text)) : ParseEpoch(text);
}

Timestamp ParseSigningTime(std::string_view date, std::string_view seconds) {
  constexpr std::size_t kBasicBytes = 16;
  const auto duration = NumberOf(seconds);
  if (date.size() != kBasicBytes || !duration) return {};
  const Timestamp signed_at = TimeOf(
      fmt::format("{}-{}-{}T{}:{}:{}Z", date.substr(0, 4), date.substr(4, 2), date.substr(6, 2),
                  date.substr(9, 2), date.substr(11, 2), date.substr(13, 2)));
  if (!signed_at.known()) return {};
  const auto until = NumberOf(fmt::format("{}", signed_at.ns / kNanosecondsPerSecond + *duration));
  return until ? Timestamp{*until * kNanosecondsPerSecond} : Timestamp();
}

Timestamp ParseEpoch(std::string_view text) {
  const auto seconds = NumberOf(text);
  return seconds ? Timestamp{*seconds * kNanosecondsPerSecond} : Timestamp();
}

}  // namespace keytrail::secret
