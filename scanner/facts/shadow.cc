#include "scanner/facts/shadow.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kFields = 9;
constexpr std::size_t kFieldsOfOldForm = 5;
constexpr std::size_t kDesBytes = 13;
constexpr std::size_t kExtendedDesBytes = 20;

struct Days {
  bool valid = true;
  std::optional<std::int64_t> value;
};

// -1 stands for an empty field.
Days ParseDays(std::string_view field) {
  if (field.empty()) return {};
  std::int64_t days = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), days);
  if (error != std::errc() || end != field.data() + field.size())
    return {.valid = false, .value = {}};
  return {.valid = true, .value = days == -1 ? std::nullopt : std::optional(days)};
}

struct Fields {
  std::array<std::string_view, kFields> at;
  std::size_t count = 0;
};

std::optional<Fields> SplitFields(std::string_view line) {
  Fields fields;
  while (fields.count < kFields) {
    const std::size_t end = std::min(line.find(':'), line.size());
    fields.at[fields.count++] = line.substr(0, end);
    if (end == line.size()) break;
    line.remove_prefix(end + 1);
  }
  if (fields.count != kFields && fields.count != kFieldsOfOldForm) return std::nullopt;
  return fields;
}

std::optional<ShadowFact> ParseLine(std::string_view line) {
  const auto fields = SplitFields(line);
  if (!fields || line.find('\0') != std::string_view::npos) return std::nullopt;
  const auto& at = fields->at;
  if (at[0].empty() || at[0].size() > kNameBytesMax) return std::nullopt;
  std::array<Days, kFields> days;
  // The last field is kept for the future, and may hold anything.
  for (std::size_t i = 2; i + 1 < kFields; ++i) {
    days[i] = ParseDays(at[i]);
    if (!days[i].valid) return std::nullopt;
  }
  return ShadowFact{.name = std::string(at[0]),
                    .password = ClassOfPassword(at[1]),
                    .last_change_day = days[2].value,
                    .max_days = days[4].value,
                    .inactive_days = days[6].value,
                    .expire_day = days[7].value};
}

}  // namespace

PasswordClass ClassOfPassword(std::string_view field) {
  if (field.empty()) return PasswordClass::kEmpty;
  if (field.front() == '!') return PasswordClass::kLocked;
  // "$method$…", or "_" in front of the extended form of DES.
  if (field.front() == '$' && field.find('$', 1) != std::string_view::npos) {
    return PasswordClass::kHash;
  }
  const bool is_des = field.size() == kDesBytes && IsPlain(field, "./");
  const bool is_extended_des =
      field.size() == kExtendedDesBytes && field.front() == '_' && IsPlain(field.substr(1), "./");
  return is_des || is_extended_des ? PasswordClass::kHash : PasswordClass::kStar;
}

std::vector<FactPayload> ParseShadow(std::string_view text) {
  std::vector<FactPayload> facts;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (line.empty() || line[0] == '#' || line[0] == '+' || line[0] == '-') continue;
    if (facts.size() == limits::kFactsPerFileMax) break;
    auto fact = ParseLine(line);
    if (!fact) continue;
    fact->line = lines.number();
    facts.emplace_back(*std::move(fact));
  }
  return facts;
}

}  // namespace keytrail::facts
