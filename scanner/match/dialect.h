// The dialect of rule patterns: RE2's syntax over bytes, by allow-list, bounded.
//
// A construct is allowed when both engines agree on it, or when it can be written out so that they
// do; everything else is refused at load. What is refused, and why, is a table in docs/rules.md.
// One thing is added to RE2's syntax: a capture's name may stand in several branches of one
// alternation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "scanner/match/expression.h"

namespace keytrail::match {

struct CompiledPattern {
  std::string confirmation;  // for RE2
  // For Hyperscan. May fire and still not match; if it does not fire for a start, RE2 cannot match
  // there.
  std::string search;
  std::vector<std::string> capture_names;  // of RE2's groups, first group first
  WidthBytes width;                        // of a match
  ByteSet first_bytes;                     // that a match can begin with
  WidthBytes search_width;                 // of what the search form matches from the same start
  std::size_t literal_bytes = 0;           // the longest literal that every match holds
};

// Checks `pattern` and writes the forms for both engines. Errors: kInvalidArgument, as `what at
// character N: how to mend it`.
StatusOr<CompiledPattern> CompilePattern(const std::string& pattern);

}  // namespace keytrail::match
