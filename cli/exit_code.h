// What the exit status of keytrail says; part of the public contract (docs/cli.md).
#pragma once

namespace keytrail::cli {

enum ExitCode : int {
  kExitComplete = 0,
  kExitFindings = 1,       // complete, findings, and --fail-on-findings
  kExitProblems = 1,       // of `rules`: a rule has one
  kExitUsage = 2,          // the command line, or a value on it
  kExitUnreadable = 3,     // something could not be read; beats kExitFindings
  kExitCouldNotStart = 4,  // nothing was looked at
};

}  // namespace keytrail::cli
