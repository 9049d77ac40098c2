// Puts metadata records into their area, each whole or not at all.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/disk/probe/area_writer.h"
#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk::probe {

class RecordWriter {
 public:
  explicit RecordWriter(AreaWriter& area) : area_(area) {}

  struct Entry {
    std::uint32_t parent = 0;
    std::uint32_t number = 0;
    std::string_view name = {};
    Placement placement = Placement::kNone;
    const std::vector<Extent>* extents = nullptr;  // may be null
    std::string_view target = {};  // of a symbolic link, at most limits::kLinkTargetBytesMax
  };

  // Whether an entry of that many extents fits, and an exception behind it.
  bool HasRoom(std::size_t extents) const;
  // Whether it would fit into an empty area.
  bool CouldHaveRoom(std::size_t extents, std::uint64_t capacity) const;
  // Room must have been asked for. False after a failed write.
  bool PutEntry(const Entry& entry, const struct stat& status);
  bool PutException(std::uint32_t parent, std::string_view name, ExceptionReason reason);

  std::uint64_t records() const { return records_; }

 private:
  bool Put(Record record, const Entry& entry);

  AreaWriter& area_;
  std::uint64_t records_ = 0;
};

// What an errno value means for the coverage.
ExceptionReason ReasonOf(int error);

}  // namespace keytrail::disk::probe
