// `keytrail graph serve`: hosts the builder of a store until a signal comes.
#pragma once

#include "cli/interrupt.h"
#include "cli/options.h"

namespace keytrail::cli {

// Prints the addresses that it answers on to standard output, one a line and as --server takes
// them, once they can be used. Returns the exit code.
int RunGraphServe(const GraphServeOptions& options, const Interrupt& interrupt);

}  // namespace keytrail::cli
