#include "scanner/facts/identity.h"

#include <algorithm>

#include "scanner/facts/lines.h"
#include "scanner/facts/public_key_text.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kHostNameBytesMax = 253;
constexpr std::size_t kMachineIdBytes = 32;
constexpr std::size_t kReleaseValueBytesMax = 128;

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool ConsistsOf(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [marks](char c) {
    return IsLetterOrDigit(c) || marks.find(c) != std::string_view::npos;
  });
}

// The first line that is neither empty nor a comment, trimmed.
std::string_view FirstLine(std::string_view text) {
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (!line.empty() && line[0] != '#') return line;
  }
  return {};
}

std::string_view Unquote(std::string_view value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front()) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

// The value where it is short and plain, else empty: it is shown to people.
std::string ReleaseValue(std::string_view value) {
  value = Unquote(Trim(value));
  if (value.size() > kReleaseValueBytesMax || !ConsistsOf(value, " ._:/()+-")) return {};
  return std::string(value);
}

}  // namespace

std::vector<FactPayload> ParseHostName(std::string_view text) {
  const std::string_view name = FirstLine(text);
  if (name.empty() || name.size() > kHostNameBytesMax || !ConsistsOf(name, ".-_")) return {};
  return {HostNameFact{.name = std::string(name)}};
}

std::vector<FactPayload> ParseMachineId(std::string_view text) {
  const std::string_view id = FirstLine(text);
  const bool is_id = id.size() == kMachineIdBytes && std::ranges::all_of(id, [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                     });
  if (!is_id) return {};
  return {MachineIdFact{.machine_id = std::string(id)}};
}

std::vector<FactPayload> ParseOperatingSystem(std::string_view text) {
  OperatingSystemFact system;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, equals);
    const std::string_view value = line.substr(equals + 1);
    if (name == "ID") system.id = ReleaseValue(value);
    if (name == "VERSION_ID") system.version_id = ReleaseValue(value);
    if (name == "PRETTY_NAME") system.pretty_name = ReleaseValue(value);
  }
  if (system.id.empty() && system.pretty_name.empty()) return {};
  return {std::move(system)};
}

std::vector<FactPayload> ParseHostKey(std::string_view text) {
  const auto key = ReadPublicKeyText(FirstLine(text));
  if (!key) return {};
  return {HostKeyFact{.key_type = key->type, .public_key_fingerprint = key->fingerprint}};
}

}  // namespace keytrail::facts
