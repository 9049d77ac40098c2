#include "scanner/disk/image_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "scanner/disk/errno_status.h"

namespace keytrail::disk {

StatusOr<std::span<const std::byte>> ReadAt(int fd, std::uint64_t offset,
                                            std::span<std::byte> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t count = ::pread(fd, buffer.data() + filled, buffer.size() - filled,
                                  static_cast<off_t>(offset + filled));
    if (count == 0) break;
    if (count > 0) filled += static_cast<std::size_t>(count);
    if (count < 0 && errno != EINTR) return ErrnoStatus(errno, "cannot read the disk");
  }
  return std::span<const std::byte>(buffer.first(filled));
}

StatusOr<ImageFile> ImageFile::Open(const SourceSpec& source) {
  UniqueFd fd(::open(source.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus(errno, fmt::format("cannot open {}", source.display));
  const off_t end = ::lseek(fd.get(), 0, SEEK_END);
  if (end < 0) return ErrnoStatus(errno, fmt::format("cannot tell the size of {}", source.display));
  return ImageFile(std::move(fd), static_cast<std::uint64_t>(end));
}

StatusOr<std::span<const std::byte>> ImageFile::Read(std::uint64_t offset,
                                                     std::span<std::byte> buffer) const {
  return ReadAt(fd_.get(), offset, buffer);
}

}  // namespace keytrail::disk
