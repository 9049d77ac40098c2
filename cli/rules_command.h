// keytrail rules list, explain, check, test, bench.
#pragma once

#include "cli/interrupt.h"
#include "cli/options.h"

namespace keytrail::cli {

// Returns the exit code: kExitProblems when a rule has a problem.
int RunRules(const RulesOptions& options, const Interrupt& interrupt);

}  // namespace keytrail::cli
