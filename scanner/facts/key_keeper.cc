#include "scanner/facts/key_keeper.h"

#include <algorithm>

#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kGoogleMark = "# Added by Google";
constexpr std::string_view kGoogleComment = "google-ssh ";
constexpr std::string_view kExpiryName = "\"expireOn\"";

// The text of a JSON member without escapes, such as a time; empty when there is none.
std::string_view MemberText(std::string_view json, std::string_view quoted_name) {
  const std::size_t name = json.find(quoted_name);
  if (name == std::string_view::npos) return {};
  json = Trim(json.substr(name + quoted_name.size()));
  if (!json.starts_with(':')) return {};
  json = Trim(json.substr(1));
  if (!json.starts_with('"')) return {};
  return json.substr(1, json.find('"', 1) - 1);
}

// RFC 3339, but for the colon that an offset may lack ("+0000"). Not known when it is none.
Timestamp ParseExpiry(std::string_view text) {
  constexpr std::size_t kOffsetBytes = 5;
  std::string time(text);
  if (time.size() > kOffsetBytes) {
    const std::string_view offset = text.substr(text.size() - kOffsetBytes);
    const bool lacks_colon =
        (offset[0] == '+' || offset[0] == '-') && std::ranges::all_of(offset.substr(1), &IsDigit);
    if (lacks_colon) time.insert(time.size() - 2, 1, ':');
  }
  const auto parsed = ParseTimestamp(time);
  return parsed.ok() ? *parsed : Timestamp();
}

bool HasBanner(const AuthorizedLineFact& line) {
  return std::ranges::any_of(line.options, [](const AuthorizedOption& option) {
    return option.name == "command" && option.value == "cloud_init_banner";
  });
}

}  // namespace

void NoteKeeper(AuthorizedLineFact& line, std::string_view line_before, std::string_view text) {
  if (Trim(line_before) == kGoogleMark) {
    line.managed_by = "google";
    const std::size_t start = text.find(kGoogleComment);
    if (start == std::string_view::npos) return;
    line.managed_until = ParseExpiry(MemberText(text.substr(start), kExpiryName));
  } else if (HasBanner(line)) {
    line.managed_by = "cloud_init";
  }
}

}  // namespace keytrail::facts
