// Where a file's bytes lie on its volume, as the kernel tells it.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk::probe {

enum class Mapping {
  kMapped,    // the extents are all that is stored; the rest are zeros
  kNeedCopy,  // some of it cannot be read from outside
  kTooMany,   // more than kMappedExtentsMax
};

inline constexpr std::size_t kMappedExtentsMax = 256 * 1024;

struct FileExtents {
  Mapping mapping = Mapping::kNeedCopy;
  std::vector<Extent> extents;
};

// `fd` is a regular file of `size` bytes. `stale` is sorted; an extent that touches one of its
// ranges needs a copy. Returned extents are sorted, merged and clipped to the size.
// Source: Documentation/filesystems/fiemap.rst.
FileExtents MapFile(int fd, std::uint64_t size, const std::vector<StaleRange>& stale);

}  // namespace keytrail::disk::probe
