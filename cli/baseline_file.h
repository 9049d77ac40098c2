// The file of a baseline: what `scan --format jsonl` printed, or the lines of it that are accepted.
#pragma once

#include <string>

#include "base/status.h"
#include "scanner/daemon/baseline.h"

namespace keytrail::cli {

// Takes each object of kind `finding`, by its id and by its fingerprint and path; objects of other
// kinds are passed over. Errors: kInvalidArgument (the file cannot be read, or a line is no such
// object; the message names it).
StatusOr<daemon::Baseline> ReadBaseline(const std::string& file);

}  // namespace keytrail::cli
