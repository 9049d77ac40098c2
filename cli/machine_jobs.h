// From the command line's sources to the requests that the supervisor takes.
#pragma once

#include <string>
#include <vector>

#include "cli/installation.h"
#include "cli/options.h"
#include "scanner/daemon/machine_scan.h"

namespace keytrail::cli {

// One request a machine, in the order given. A source that cannot be opened is an error of its
// machine's request.
std::vector<daemon::MachineScanRequest> MakeScanRequests(const ScanOptions& options,
                                                         const Installation& installation);

daemon::MachineScanRequest MakeListRequest(const ListOptions& options,
                                           const Installation& installation);

// Whether any of them starts an appliance, and so needs to know what this host's KVM is worth.
bool NeedsAppliance(const std::vector<daemon::MachineScanRequest>& requests);

// Where what outlives a scan and is no one's secret is cached: `below` $XDG_CACHE_HOME/keytrail,
// ~/.cache/keytrail, or /var/cache/keytrail for root. Made with mode 0700; empty when it cannot be.
std::string PrepareCacheDirectory(const std::string& below);

}  // namespace keytrail::cli
