// The limit that scans are measured against: the same walk, the same bytes, the same patterns, and
// nothing else done.
#pragma once

#include <cstdint>
#include <string>

#include <hs.h>

namespace keytrail::bench {

struct Work {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t unpacked_bytes = 0;  // more than the files' own
  std::uint64_t hits = 0;
};

// The deepest also matches what files in gzip's format hold, unpacked.
enum class ReferenceDepth { kWalk, kWalkAndRead, kWalkReadAndMatch, kWalkReadUnpackAndMatch };

// Walks `tree` on one thread (no links followed, one file system, regular files, each inode once);
// `threads` more open, read and match. `database` is used where there is matching.
Work RunReference(const std::string& tree, std::size_t threads, ReferenceDepth depth,
                  const hs_database_t* database);

}  // namespace keytrail::bench
