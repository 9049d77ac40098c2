#include "graph/access/accounts.h"

#include <algorithm>
#include <map>
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
