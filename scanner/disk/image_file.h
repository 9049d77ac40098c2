// A raw disk image or block device of this host, opened for reading and never written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/status.h"
#include "base/unique_fd.h"
#include "model/job.h"

namespace keytrail::disk {

class ImageFile {
 public:
  // Errors: kNotFound, kPermissionDenied, kUnavailable.
  static StatusOr<ImageFile> Open(const SourceSpec& source);

  std::uint64_t size() const { return size_; }

  // Returns the filled part of `buffer`: shorter only at the end of the image. Threads: any.
  // Errors: kUnavailable (I/O).
  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) const;

 private:
  ImageFile(UniqueFd fd, std::uint64_t size) : fd_(std::move(fd)), size_(size) {}

  UniqueFd fd_;
  std::uint64_t size_;
};

// Reads into `buffer` from `fd` at `offset` until it is full or the file ends.
// Errors: kUnavailable (I/O).
StatusOr<std::span<const std::byte>> ReadAt(int fd, std::uint64_t offset,
                                            std::span<std::byte> buffer);

}  // namespace keytrail::disk
