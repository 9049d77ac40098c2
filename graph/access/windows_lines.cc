#include "graph/access/windows_lines.h"

#include <string_view>

namespace keytrail::access {
namespace {

constexpr std::string_view kAdministrators = "/administrators_authorized_keys";
constexpr std::string_view kUsers = "/Users/";

// The account that a path speaks of; empty where it speaks of none.
std::string UserOf(std::string_view path) {
  if (path.ends_with(kAdministrators)) return "administrators";
  const std::size_t users = path.find(kUsers);
  if (users == std::string_view::npos) return {};
  path.remove_prefix(users + kUsers.size());
  return std::string(path.substr(0, path.find('/')));
}

}  // namespace

std::vector<Door> WindowsDoors(const std::string& machine_id, const MachineView& view) {
  std::vector<Door> doors;
  for (const auto& line : view.All<AuthorizedLineFact>()) {
    Door door;
    door.machine_id = machine_id;
    door.user = UserOf(line.path);
    if (door.user.empty()) continue;
    door.public_key_fingerprint = line.payload->public_key_fingerprint;
    door.key_type = line.payload->key_type;
    door.reasons = {"not_evaluated"};
    door.not_evaluated = {"windows.groups"};
    door.evidence = Evidence::kDeclared;
    door.authorized_keys_path = line.path;
    door.authorized_keys_line = line.payload->line;
    door.fact_ids = {line.fact->id};
    doors.push_back(std::move(door));
  }
  return doors;
}

}  // namespace keytrail::access
