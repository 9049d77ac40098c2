#include "graph/access/accounts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace keytrail::access {
namespace {

constexpr std::size_t kGroupsPerAccountMax = 1'000;

// Groups by what an account is asked for: its first group's id, and its name among the members.
class Groups {
 public:
  explicit Groups(const MachineView& view) {
    for (const auto& at : view.All<GroupFact>()) {
      by_gid_.try_emplace(at.payload->gid, &at);
      for (const std::string& member : at.payload->members) by_member_[member].push_back(&at);
    }
  }

  void AddTo(Account& account) const {
    account.gids.push_back(account.passwd->gid);
    const auto first = by_gid_.find(account.passwd->gid);
    if (first != by_gid_.end()) Add(*first->second, account);
    const auto further = by_member_.find(account.passwd->name);
    if (further != by_member_.end()) {
      for (const auto* at : further->second) Add(*at, account);
    }
    std::ranges::sort(account.gids);
  }

 private:
  static void Add(const FactAt<GroupFact>& at, Account& account) {
    if (account.groups.size() == kGroupsPerAccountMax) return;
    account.groups.push_back(at.payload->name);
    account.gids.push_back(at.payload->gid);
  }

  std::unordered_map<std::uint32_t, const FactAt<GroupFact>*> by_gid_;
  std::unordered_map<std::string_view, std::vector<const FactAt<GroupFact>*>> by_member_;
};

// Of each group whose members are one account alone, adds it there.
void FindPrivateGroups(const MachineView& view, std::vector<Account>& accounts) {
  struct Members {
    bool exists = false;
    std::set<std::uint32_t> uids;      // of accounts whose first group it is; two at most are kept
    std::set<std::string_view> names;  // that it lists; the same
  };
  std::unordered_map<std::uint32_t, Members> groups;
  for (const auto& at : view.All<GroupFact>()) {
    Members& members = groups[at.payload->gid];
    members.exists = true;
    for (const std::string& name : at.payload->members) {
      if (members.names.size() < 2) members.names.insert(name);
    }
  }
  for (const auto& at : view.All<AccountFact>()) {
    Members& members = groups[at.payload->gid];
    if (members.uids.size() < 2) members.uids.insert(at.payload->uid);
  }
  for (Account& account : accounts) {
    for (const std::uint32_t gid : account.gids) {
      const Members& members = groups[gid];
      const bool first_group_of_others =
          members.uids.size() > 1 ||
          (members.uids.size() == 1 && !members.uids.contains(account.passwd->uid));
      const bool lists_others =
          members.names.size() > 1 ||
          (members.names.size() == 1 && !members.names.contains(account.passwd->name));
      if (members.exists && !first_group_of_others && !lists_others) {
        account.private_gids.push_back(gid);
      }
    }
  }
}

}  // namespace

std::vector<Account> CollectAccounts(const MachineView& view) {
  const Groups groups(view);
  std::unordered_map<std::string_view, const FactAt<ShadowFact>*> shadows;
  for (const auto& at : view.All<ShadowFact>()) {
    auto [known, is_new] = shadows.try_emplace(at.payload->name, &at);
    if (!is_new && at.payload->line < known->second->payload->line) known->second = &at;
  }
  // By volume and name, the first line of each.
  std::map<std::tuple<std::string_view, std::string_view>, const FactAt<AccountFact>*> first;
  for (const auto& at : view.All<AccountFact>()) {
    auto [known, is_new] = first.try_emplace({at.fact->volume_id, at.payload->name}, &at);
    if (!is_new && at.payload->line < known->second->payload->line) known->second = &at;
  }
  std::map<std::tuple<std::string_view, std::uint32_t, std::string_view>, Account> accounts;
  for (const auto& [key, at] : first) {
    Account& account = accounts[{at->payload->name, at->payload->uid, at->payload->home}];
    account.fact_ids.push_back(at->fact->id);
    if (account.passwd != nullptr) continue;
    account.passwd = at->payload;
    account.shadow_known = !shadows.empty();
    const auto shadow = shadows.find(at->payload->name);
    if (shadow != shadows.end()) {
      account.shadow = *shadow->second->payload;
      account.fact_ids.push_back(shadow->second->fact->id);
    }
    groups.AddTo(account);
  }
  std::vector<Account> collected;
  for (auto& [key, account] : accounts) collected.push_back(std::move(account));
  FindPrivateGroups(view, collected);
  return collected;
}

bool Allows(const Permissions& permissions, std::uint32_t bit, const Account& account) {
  if (account.passwd->uid == 0) return true;
  if (permissions.uid == account.passwd->uid) return (permissions.mode & (bit << 6)) != 0;
  if (std::ranges::binary_search(account.gids, permissions.gid)) {
    return (permissions.mode & (bit << 3)) != 0;
  }
  return (permissions.mode & bit) != 0;
}

}  // namespace keytrail::access
