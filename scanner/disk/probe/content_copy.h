// Copies a file's stored bytes to the content area, where they cannot be read from outside.
#pragma once

#include <cstdint>
#include <vector>

#include "scanner/disk/probe/area_writer.h"
#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk::probe {

enum class CopyEnd { kFileEnd, kNoRoom, kError };

struct CopyResult {
  CopyEnd end = CopyEnd::kFileEnd;
  int error = 0;                  // errno of kError
  std::uint64_t file_offset = 0;  // all data before it is in `extents`
  std::vector<Extent> extents;
};

// Copies the data of `fd` (a regular file of `size` bytes) from `file_offset` on, holes left out,
// until the file or the room ends, or `extents_max` extents are made.
CopyResult CopyContent(int fd, std::uint64_t size, std::uint64_t file_offset,
                       std::size_t extents_max, AreaWriter& area);

}  // namespace keytrail::disk::probe
