#include "graph/access/evaluate.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>

#include "graph/access/line_gates.h"

namespace keytrail::access {
namespace {

// sshd's gates in sshd's order; none is evaluated yet.
constexpr std::string_view kGates[] = {
    "sshd.enabled",   "sshd.config",  "sshd.match",       "account.shell",   "account.expiry",
    "sshd.allowdeny", "sshd.revoked", "file.strictmodes", "sshd.algorithms",
};
constexpr std::string_view kRootGate = "sshd.root";
constexpr std::string_view kPamGate = "pam";
constexpr std::string_view kDefaultPlaces[] = {"/.ssh/authorized_keys", "/.ssh/authorized_keys2"};

struct LineOfFile {
  const Fact* fact = nullptr;
  const AuthorizedLineFact* line = nullptr;
};
using LinesByPath = std::unordered_map<std::string, std::vector<LineOfFile>>;

struct Account {
  const AccountFact* account = nullptr;
  std::vector<std::string> fact_ids;  // several where more than one volume lists it
};

// Several volumes may each have a passwd: accounts that agree in name, uid and home are one. The C
// library takes a name's first line only; a fact does not say which that was, so all of them count.
std::vector<Account> CollectAccounts(const MachineFacts& machine) {
  std::map<std::tuple<std::string_view, std::uint32_t, std::string_view>, Account> accounts;
  for (const Fact* fact : machine.facts) {
    const auto* account = std::get_if<AccountFact>(&fact->payload);
    if (account == nullptr || account->home.empty()) continue;
    Account& known = accounts[{account->name, account->uid, account->home}];
    known.account = account;
    known.fact_ids.push_back(fact->id);
  }
  std::vector<Account> collected;
  for (auto& [key, account] : accounts) collected.push_back(std::move(account));
  return collected;
}

LinesByPath CollectLines(const MachineFacts& machine) {
  LinesByPath lines;
  for (const Fact* fact : machine.facts) {
    const auto* line = std::get_if<AuthorizedLineFact>(&fact->payload);
    if (line != nullptr) lines[fact->path].push_back({.fact = fact, .line = line});
  }
  return lines;
}

// Without doubled and trailing slashes; the root is empty.
std::string NormalizedHome(std::string_view home) {
  std::string normalized;
  for (const char c : home) {
    if (c != '/' || !normalized.ends_with('/')) normalized.push_back(c);
  }
  if (normalized.ends_with('/')) normalized.pop_back();
  return normalized;
}

std::vector<std::string> GatesFor(const AccountFact& account) {
  std::vector<std::string> gates(std::begin(kGates), std::end(kGates));
  if (account.uid == 0) gates.emplace_back(kRootGate);
  gates.emplace_back(kPamGate);
  return gates;
}

Door MakeDoor(const std::string& machine_id, const Account& account, const LineOfFile& at) {
  Door door;
  door.machine_id = machine_id;
  door.user = account.account->name;
  door.public_key_fingerprint = at.line->public_key_fingerprint;
  door.key_type = at.line->key_type;
  door.verdict = Verdict::kUnknown;
  door.reasons = {"not_evaluated"};
  door.not_evaluated = GatesFor(*account.account);
  // A line counts as authorised once it has passed all gates.
  door.evidence = Evidence::kDeclared;
  door.authorized_keys_path = at.fact->path;
  door.authorized_keys_line = at.line->line;
  door.fact_ids = account.fact_ids;
  door.fact_ids.push_back(at.fact->id);
  std::ranges::sort(door.fact_ids);
  return JudgeLine(*at.line, std::move(door));
}

auto SortKey(const Door& door) {
  return std::tie(door.user, door.authorized_keys_path, door.authorized_keys_line,
                  door.public_key_fingerprint, door.fact_ids);
}

}  // namespace

Evaluation Evaluate(const MachineFacts& machine) {
  const LinesByPath lines = CollectLines(machine);
  Evaluation evaluation;
  for (const Account& account : CollectAccounts(machine)) {
    const std::string home = NormalizedHome(account.account->home);
    for (const std::string_view place : kDefaultPlaces) {
      const auto found = lines.find(home + std::string(place));
      if (found == lines.end()) continue;
      for (const LineOfFile& line : found->second) {
        if (evaluation.doors.size() == kDoorsPerMachineMax) {
          evaluation.truncated = true;
          break;
        }
        evaluation.doors.push_back(MakeDoor(machine.machine_id, account, line));
      }
    }
  }
  std::ranges::sort(evaluation.doors,
                    [](const Door& a, const Door& b) { return SortKey(a) < SortKey(b); });
  return evaluation;
}

}  // namespace keytrail::access
