// The SSH server of one machine: whether it runs, which it is, what it obeys.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/access/machine_view.h"
#include "graph/access/ruling.h"
#include "graph/access/sshd_config.h"
#include "graph/access/sshd_version.h"

namespace keytrail::access {

struct Server {
  bool is_windows = false;
  SshdVersion version;
  SshdConfig config;
  std::vector<std::string> fact_ids;  // that the version and the service rest on
  Ruling ruling;                      // gate 0: is there an sshd that starts?

  bool pam_refuses_without_shadow = false;
  std::vector<std::string> pam_modules;  // of the account phase
  bool pam_known = false;
  bool obeys_wrappers = false;  // hosts.allow and hosts.deny
};

Server ReadServer(const MachineView& view);

}  // namespace keytrail::access
