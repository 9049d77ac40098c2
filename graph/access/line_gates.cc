#include "graph/access/line_gates.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace keytrail::access {
namespace {

const AuthorizedOption* FindOption(const AuthorizedLineFact& line, std::string_view name) {
  const auto option = std::ranges::find(line.options, name, &AuthorizedOption::name);
  return option == line.options.end() ? nullptr : &*option;
}

bool Has(const AuthorizedLineFact& line, std::string_view name) {
  return FindOption(line, name) != nullptr;
}

// The last of a flag's forms wins, as in sshd.
bool ForwardingIsOff(const AuthorizedLineFact& line) {
  bool off = false;
  for (const AuthorizedOption& option : line.options) {
    if (option.name == "restrict" || option.name == "no-port-forwarding") off = true;
    if (option.name == "port-forwarding") off = false;
  }
  return off;
}

bool IsBanner(const AuthorizedLineFact& line) {
  const AuthorizedOption* command = FindOption(line, "command");
  return command != nullptr && command->value == "cloud_init_banner" && ForwardingIsOff(line);
}

Door Blocked(Door door, std::string_view reason) {
  door.verdict = Verdict::kBlocked;
  door.reasons = {std::string(reason)};
  door.not_evaluated.clear();
  return door;
}

}  // namespace

Door JudgeLine(const AuthorizedLineFact& line, Door door) {
  if (line.options_malformed) return Blocked(std::move(door), "line.badoption");
  if (Has(line, "cert-authority")) return Blocked(std::move(door), "line.ca");
  if (IsBanner(line)) {
    door.grade = Grade::kNone;
    return Blocked(std::move(door), "line.command.banner");
  }
  for (const AuthorizedOption& option : line.options) {
    std::string gate = "line." + option.name;
    if (std::ranges::find(door.not_evaluated, gate) == door.not_evaluated.end()) {
      door.not_evaluated.push_back(std::move(gate));
    }
  }
  return door;
}

}  // namespace keytrail::access
