// Logins that the machine's own logs prove.
#pragma once

#include <string>
#include <vector>

#include "graph/access/accounts.h"
#include "model/door.h"

namespace keytrail::access {

// Raises the evidence of doors that a log shows in use, and adds a door for each login whose key no
// line lists: unknown where its home was not looked at or a command finds keys, blocked where the
// line is gone.
void AddLogins(const MachineView& view, const std::string& machine_id,
               const std::vector<Account>& accounts, std::vector<Door>& doors);

}  // namespace keytrail::access
