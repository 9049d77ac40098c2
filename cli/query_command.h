// The verbs that ask a graph builder and print its answer.
#pragma once

#include "cli/options.h"

namespace keytrail::cli {

// Each returns the exit code; what went wrong is one line on standard error. They host the builder
// of the store for as long as they run where no other process does.
int RunSecrets(const SecretsOptions& options);
int RunKeys(const KeysOptions& options);
int RunPaths(const PathsOptions& options);
int RunMachines(const MachinesOptions& options);
int RunCoverage(const CoverageOptions& options);

}  // namespace keytrail::cli
