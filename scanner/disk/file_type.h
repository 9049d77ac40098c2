// The kind of a file by its mode's type bits. The same numbers in the host's stat and in the
// probe's records.
#pragma once

#include <sys/stat.h>

#include <cstdint>

#include "model/file.h"

namespace keytrail::disk {

inline FileType FileTypeOfMode(std::uint32_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return FileType::kRegular;
    case S_IFDIR: return FileType::kDirectory;
    case S_IFLNK: return FileType::kSymlink;
    case S_IFIFO: return FileType::kFifo;
    case S_IFSOCK: return FileType::kSocket;
    case S_IFCHR: return FileType::kCharDevice;
    case S_IFBLK: return FileType::kBlockDevice;
    default: return FileType::kUnknown;
  }
}

}  // namespace keytrail::disk
