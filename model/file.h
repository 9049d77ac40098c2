// A file as a reader sees it. Identity is (volume, inode); the path is only reported.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace keytrail {

enum class FileType {
  kRegular,
  kDirectory,
  kSymlink,
  kFifo,
  kSocket,
  kCharDevice,
  kBlockDevice,
  kUnknown
};

// Owner and mode bits (permission bits only, 07777).
struct Permissions {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t mode = 0;
  bool operator==(const Permissions&) const = default;
};

// The directories above a file, innermost first, up to the root of what was scanned. Shared by all
// entries of a directory, which is why it is a shared_ptr; immutable.
struct DirectoryChain {
  Permissions permissions;
  std::shared_ptr<const DirectoryChain> parent;
};

struct FileEntry {
  std::string volume_id;
  std::uint64_t inode = 0;
  // Bytes, absolute: the mount point (when known) and the path below it.
  std::string path;
  FileType type = FileType::kUnknown;
  std::uint64_t size = 0;
  Permissions permissions;
  std::uint32_t link_count = 1;
  Timestamp mtime;
  Timestamp ctime;
  Timestamp atime;
  std::shared_ptr<const DirectoryChain> directories;
  // Of a symbolic link: where it leads, bytes as it says them. Empty where that could not be read.
  std::string link_target = {};
};

// Who may read a file, by its mode and those of every directory above it. Root can always.
struct ReadableBy {
  std::vector<std::uint32_t> uids;  // sorted; holds 0
  std::vector<std::uint32_t> gids;  // sorted
  bool anyone = false;
};

// Pure. Source: path_resolution(7), "Permissions".
ReadableBy ComputeReadableBy(const Permissions& file, const DirectoryChain* directories);

}  // namespace keytrail
