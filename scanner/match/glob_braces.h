// Braces in globs: `*.{yml,yaml}` is `*.yml` and `*.yaml`. Several of them multiply; one within
// another is refused, and so is what would make too many globs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace keytrail::match {

inline constexpr std::size_t kBraceExpansionsMax = 256;

// The globs without braces that `glob` stands for, in the order in which they are written; itself
// where it has no braces. Shape: at most kBraceExpansionsMax.
// Errors: kInvalidArgument, as `what: how to mend it`.
StatusOr<std::vector<std::string>> ExpandBraces(std::string_view glob);

}  // namespace keytrail::match
