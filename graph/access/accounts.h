// The accounts of one machine, from passwd, shadow and group together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/access/machine_view.h"

namespace keytrail::access {

struct Account {
  const AccountFact* passwd = nullptr;
  std::optional<ShadowFact> shadow;
  bool shadow_known = false;        // shadow was read, with or without a line for this account
  std::vector<std::string> groups;  // names, the first group included
  std::vector<std::uint32_t> gids;  // sorted
  // Groups that nobody else is in, by passwd or group; sorted.
  std::vector<std::uint32_t> private_gids;
  std::vector<std::string> fact_ids;
};

// Of each name the first line counts, as for the C library; where several volumes hold a passwd,
// each states accounts of its own. Sorted by name.
std::vector<Account> CollectAccounts(const MachineView& view);

// May `account` do to the file or directory what `bit` says (04 read, 01 search)?
bool Allows(const Permissions& permissions, std::uint32_t bit, const Account& account);

}  // namespace keytrail::access
