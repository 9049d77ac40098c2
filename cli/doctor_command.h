// `keytrail doctor`: looks at this host, prints, says by its exit code whether scans can start.
#pragma once

#include "cli/options.h"

namespace keytrail::cli {

// Boots a kernel under KVM where that was not tried since this host's boot: takes up to five
// seconds.
int RunDoctor(const DoctorOptions& options);

}  // namespace keytrail::cli
