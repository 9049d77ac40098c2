#include "graph/access/logins.h"

#include <algorithm>
#include <map>
#include <utility>

namespace keytrail::access {
namespace {

bool CommandFindsKeys(const MachineView& view) {
  return std::ranges::any_of(view.All<SshdConfigFact>(), [](const auto& at) {
    return std::ranges::any_of(at.payload->directives, [](const SshdDirective& directive) {
      return directive.keyword == "authorizedkeyscommand" &&
             directive.arguments != std::vector<std::string>{"none"};
    });
  });
}

Door DoorOf(const MachineView& view, const std::string& machine_id, const FactAt<LoginFact>& login,
            const std::vector<Account>& accounts) {
  const LoginFact& seen = *login.payload;
  Door door;
  door.machine_id = machine_id;
  door.user = seen.user;
  door.public_key_fingerprint = seen.public_key_fingerprint;
  door.evidence = Evidence::kUsed;
  door.via = seen.ca_fingerprint.empty() ? "line" : "certificate";
  door.fact_ids = {login.fact->id};
  const auto account = std::ranges::find_if(
      accounts, [&](const Account& each) { return each.passwd->name == seen.user; });
  if (account == accounts.end()) {
    door.not_evaluated = {"account"};
  } else if (!view.WasLookedAt(account->passwd->home + "/.ssh/authorized_keys")) {
    door.not_evaluated = {"account.home"};
  } else if (CommandFindsKeys(view)) {
    door.reasons = {"dynamic"};
    door.not_evaluated = {"sshd.authorizedkeyscommand"};
  } else if (!seen.ca_fingerprint.empty()) {
    door.not_evaluated = {"certificate"};
  } else {
    door.verdict = Verdict::kBlocked;
    door.grade = Grade::kNone;
    door.reasons = {"line.gone"};
    return door;
  }
  door.reasons.emplace_back("not_evaluated");
  return door;
}

}  // namespace

void AddLogins(const MachineView& view, const std::string& machine_id,
               const std::vector<Account>& accounts, std::vector<Door>& doors) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_key;
  for (std::size_t i = 0; i < doors.size(); ++i) {
    by_key[{doors[i].user, doors[i].public_key_fingerprint}].push_back(i);
  }
  for (const auto& login : view.All<LoginFact>()) {
    std::vector<std::size_t>& known =
        by_key[{login.payload->user, login.payload->public_key_fingerprint}];
    if (known.empty()) {
      known.push_back(doors.size());
      doors.push_back(DoorOf(view, machine_id, login, accounts));
      continue;
    }
    for (const std::size_t index : known) {
      Door& door = doors[index];
      door.evidence = Evidence::kUsed;
      const bool listed = std::ranges::find(door.fact_ids, login.fact->id) != door.fact_ids.end();
      if (!listed) door.fact_ids.push_back(login.fact->id);
    }
  }
}

}  // namespace keytrail::access
