// Reads a pattern into a tree; refuses, with its place, all that the dialect does not have.
#pragma once

#include <string_view>

#include "base/status.h"
#include "scanner/match/expression.h"

namespace keytrail::match {

// Shape: the tree's depth is bounded, its repeats are bounded, its byte sets are not empty; what
// concerns the whole pattern (width, where anchors and captures stand) is CompilePattern's to
// check. Errors: kInvalidArgument.
StatusOr<Expression> ParsePattern(std::string_view pattern);

}  // namespace keytrail::match
