// The private directory of one scan, for what carries guest content. Gone however the scan ends.
#pragma once

#include <cstdint>
#include <string>

#include "base/status.h"
#include "base/unique_fd.h"

namespace keytrail::daemon {

// Removes what killed supervisors of this user left behind. Safe beside running scans: each holds a
// lock.
void RemoveStaleScratchDirectories();

class ScratchDirectory {
 public:
  // Makes a 0700 directory, on tmpfs when `bytes` fit there with room to spare, else in the host's
  // directory for temporary files. Errors: kUnavailable, kResourceExhausted.
  static StatusOr<ScratchDirectory> Create(std::uint64_t bytes);

  ScratchDirectory(ScratchDirectory&& other) noexcept;
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  // Removes the directory and all in it.
  ~ScratchDirectory();

  const std::string& path() const { return path_; }

 private:
  ScratchDirectory(std::string path, UniqueFd lock);

  std::string path_;
  UniqueFd lock_;  // exclusive flock on the directory while the scan lives
};

}  // namespace keytrail::daemon
