// The gates that an account passes before any key is looked at, in sshd's order: wrappers, public
// keys allowed at all, further methods, allowed_user(), root, PAM.
#pragma once

#include "base/clock.h"
#include "graph/access/accounts.h"
#include "graph/access/conditions.h"
#include "graph/access/ruling.h"
#include "graph/access/server.h"
#include "graph/access/sshd_config.h"

namespace keytrail::access {

struct GateContext {
  const MachineView& view;
  const Server& server;
  const Account& account;
  const EffectiveConfig& config;
  World& world;
  Timestamp now;
};

void JudgeAccount(const GateContext& at, Ruling& ruling);

// What PermitRootLogin says; for accounts of uid 0 only.
enum class RootLogin { kAllowed, kWithCommandOnly, kRefused };
RootLogin RootLoginOf(const GateContext& at);

}  // namespace keytrail::access
