// The rules of docs/architecture.md about the sources. Each returns what breaks it, a line each
// ("path:line: what: what to do"), sorted; nothing when the tree keeps it.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "source_tree.h"

namespace keytrail::structure {

using Violations = std::vector<std::string>;

// Rooms include only rooms below them.
Violations CheckArrows(const std::vector<SourceFile>& sources);
// The rooms that a CMakeLists.txt links are rooms below, too.
Violations CheckLinkedRooms(const std::vector<SourceFile>& cmake_lists);
// Each third-party library is included in its own room; tests are free.
Violations CheckThirdParty(const std::vector<SourceFile>& sources);
// Each header is included by someone.
Violations CheckLonelyHeaders(const std::vector<SourceFile>& sources);
// Each *_test.cc lies in a folder that CMake comes to and whose CMakeLists.txt calls
// keytrail_tests.
Violations CheckRegisteredTests(const std::vector<SourceFile>& sources,
                                const std::vector<SourceFile>& cmake_lists);

struct LengthLimits {
  std::size_t file_lines_max = 500;
  std::size_t function_lines_max = 70;
  // "path" or "path:function's first line"; may only shrink.
  std::set<std::string> exempt;
};
// A function is what closes with a brace in the first column.
Violations CheckLengths(const std::vector<SourceFile>& sources, const LengthLimits& limits);

// Reminders without an issue number, and files that were parked instead of deleted.
Violations CheckLeftovers(const std::vector<SourceFile>& files);
Violations CheckBlobSizes(const std::vector<FileSize>& sizes, std::size_t bytes_max);
// Each rule has examples, negative examples and references.
Violations CheckRulePacks(const std::vector<SourceFile>& packs);

}  // namespace keytrail::structure
