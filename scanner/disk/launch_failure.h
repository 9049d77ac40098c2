// Why an appliance did not start, in a sentence that says what to do. libguestfs' own message
// rarely does.
#pragma once

#include <string>

#include "base/status.h"

namespace keytrail::disk {

// The things of this host that an appliance needs.
struct LaunchNeeds {
  std::string hypervisor;  // path of qemu
  std::string supermin = "/usr/bin/supermin";
  std::string kernel_directory = "/boot";
  std::string console = {};  // the last that hypervisor and kernel said
};

// Looks for what is missing; falls back to `library_error`, one clean line.
// Returns kFailedPrecondition, or kUnavailable when nothing is found to be missing.
Status ExplainLaunchFailure(const LaunchNeeds& needs, const std::string& library_error);

}  // namespace keytrail::disk
