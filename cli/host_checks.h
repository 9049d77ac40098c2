// The single checks of cli/doctor.h. Each looks at one thing and answers in one Check.
#pragma once

#include "cli/doctor.h"

namespace keytrail::cli {

Check CheckWorker(const Installation& installation);
Check CheckProcessor();
Check CheckQemu(const HostPaths& host);
Check CheckSupermin(const HostPaths& host);
// A kernel that the appliance can boot: readable by this user, with its modules, and which file
// systems it lacks.
Check CheckKernel(const HostPaths& host);
Check CheckAccelerator(const daemon::AcceleratorAnswer& answer);
Check CheckMemory(const HostPaths& host);
Check CheckDescriptors();
Check CheckCoreDumps(const HostPaths& host);
Check CheckSwap(const HostPaths& host);
Check CheckStore(const std::string& directory);
// Room for the scratch disk of a scan and for the appliance's own cache.
Check CheckScratch();
Check CheckApplianceCache();

}  // namespace keytrail::cli
