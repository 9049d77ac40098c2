// What SOURCE… on the command line of `scan` stands for: machines and their disks. Nothing is
// opened here.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "cli/options.h"

namespace keytrail::cli {

// `sources` as given; `machine_id` and `machine_name` from --machine and --name, empty where
// absent.
//
// Plain sources are the disks of one machine; `ID=SOURCE` forms make one machine for each ID, in
// order of first mention. An argument that exists as a path is a source as it stands, whatever
// equals signs it holds. Without an id the first source's base name stands in and the machine is
// marked unstable. Errors: kInvalidArgument.
StatusOr<std::vector<MachineSources>> ResolveSources(const std::vector<std::string>& sources,
                                                     const std::string& machine_id,
                                                     const std::string& machine_name);

}  // namespace keytrail::cli
