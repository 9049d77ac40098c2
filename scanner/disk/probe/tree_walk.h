// The walk over one mounted volume: depth first, iterative, and able to stop at any entry and go on
// in another process, for the scratch disk holds only so much.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/unique_fd.h"
#include "scanner/disk/probe/area_writer.h"
#include "scanner/disk/probe/message.h"
#include "scanner/disk/probe/record_writer.h"
#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk::probe {

// Inode numbers are unique within a subvolume of btrfs only: what tells subvolumes apart goes above
// this bit.
inline constexpr int kSubvolumeShift = 44;

class TreeWalk {
 public:
  // All must outlive this.
  TreeWalk(const RequestMessage& request, AreaWriter& metadata, AreaWriter& content);

  enum class End { kTreeEnd, kRoomEnd, kEntryLimit, kFailed };

  // Begins at `root` (a path), or goes on where the request's cursor says.
  End Run(const char* root);

  // Where to go on after kRoomEnd.
  Cursor cursor() const;
  std::uint64_t records() const { return records_.records(); }

 private:
  // A directory on the way down, with what was read of it and not yet visited.
  struct Level {
    CursorLevel at;
    UniqueFd fd;
    std::size_t path_bytes = 0;
    std::vector<char> names;
    std::size_t next = 0;
  };
  enum class Visit { kDone, kNoRoom, kFailed };

  bool Begin(const char* root);
  bool Resume(const char* root);
  bool Fill(Level& level);
  Visit VisitNext();
  Visit VisitEntry(std::uint64_t resume_position, std::string_view name);
  Visit VisitDirectory(std::uint64_t resume_position, std::string_view name,
                       const struct stat& status);
  Visit VisitLink(std::string_view name, const struct stat& status);
  Visit VisitRegular(std::string_view name, const struct stat& status);
  Visit MapOrCopy(int fd, std::string_view name, const struct stat& status);
  Visit Copy(int fd, std::string_view name, const struct stat& status);
  Visit Put(std::string_view name, const struct stat& status, Placement placement,
            const std::vector<Extent>* extents = nullptr);
  Visit PutFailed(std::string_view name, const struct stat& status, int error);
  Visit Except(std::string_view name, ExceptionReason reason);
  bool IsAbove(std::uint64_t inode) const;
  void MakeUnique(struct stat& status) const;

  const RequestMessage& request_;
  AreaWriter& metadata_;
  AreaWriter& content_;
  RecordWriter records_;
  const Layout layout_;
  std::uint64_t device_ = 0;
  bool has_subvolumes_ = false;
  std::uint64_t entries_ = 0;
  std::uint32_t next_number_ = kRootDirectory + 1;
  std::vector<Level> levels_;
  std::unordered_set<std::uint64_t> visited_directories_;
  std::unordered_set<std::uint64_t> linked_files_;
};

// Opens the regular file or directory `name`; never follows a link, never waits.
UniqueFd OpenBelow(int directory, const char* name, int extra_flags);

}  // namespace keytrail::disk::probe
