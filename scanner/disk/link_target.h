// Where a symbolic link leads, as the link says it. For the host's walk and for the probe's.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>

#include "base/limits.h"

namespace keytrail::disk {

struct LinkTarget {
  std::string bytes;  // at most limits::kLinkTargetBytesMax; empty after an error
  int error = 0;      // errno value
};

// Reads the link `name` in the directory open as `directory`. Source: readlinkat(2).
inline LinkTarget ReadLinkTarget(int directory, const char* name) {
  std::array<char, limits::kLinkTargetBytesMax + 1> buffer;
  const ssize_t bytes = ::readlinkat(directory, name, buffer.data(), buffer.size());
  if (bytes < 0) return {.bytes = {}, .error = errno};
  if (static_cast<std::size_t>(bytes) == buffer.size()) {
    return {.bytes = {}, .error = ENAMETOOLONG};
  }
  return {.bytes = std::string(buffer.data(), static_cast<std::size_t>(bytes)), .error = 0};
}

}  // namespace keytrail::disk
