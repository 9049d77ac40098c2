#include "scanner/facts/groups.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/lines.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kNameBytesMax = 256;

// Removes the field in front of the next colon from `line`; nothing when there is no colon.
std::optional<std::string_view> TakeField(std::string_view& line) {
  const std::size_t end = line.find(':');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(end + 1);
  return field;
}

std::vector<std::string> ParseMembers(std::string_view list) {
  std::vector<std::string> members;
  while (!list.empty() && members.size() < limits::kListItemsMax) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view member = Trim(list.substr(0, end));
    if (!member.empty() && member.size() <= kNameBytesMax) members.emplace_back(member);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return members;
}

std::optional<GroupFact> ParseLine(std::string_view line) {
  const auto name = TakeField(line);
  const auto password = TakeField(line);
  const auto gid_text = TakeField(line);
  if (!name || !password || !gid_text || name->empty() || name->size() > kNameBytesMax ||
      line.find_first_of(std::string_view("\0:", 2)) != std::string_view::npos ||
      name->find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  GroupFact group{.name = std::string(*name), .gid = 0, .members = ParseMembers(line)};
  const char* const gid_end = gid_text->data() + gid_text->size();
  const auto [end, error] = std::from_chars(gid_text->data(), gid_end, group.gid);
  if (error != std::errc() || end != gid_end) return std::nullopt;
  return group;
}

}  // namespace

std::vector<FactPayload> ParseGroups(std::string_view text) {
  std::vector<FactPayload> groups;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (line.empty() || line[0] == '#' || line[0] == '+' || line[0] == '-') continue;
    if (groups.size() == limits::kFactsPerFileMax) break;
    if (auto group = ParseLine(line)) groups.emplace_back(*std::move(group));
  }
  return groups;
}

}  // namespace keytrail::facts
