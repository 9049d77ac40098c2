// `keytrail scan` and `keytrail ls`: sources in, results out, exit code.
#pragma once

#include "cli/interrupt.h"
#include "cli/options.h"

namespace keytrail::cli {

// Blocks until everything is scanned, shown and, where there is a store or an address, published.
int RunScan(const ScanOptions& options, const Interrupt& interrupt);

int RunList(const ListOptions& options, const Interrupt& interrupt);

}  // namespace keytrail::cli
