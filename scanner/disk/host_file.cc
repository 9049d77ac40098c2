#include "scanner/disk/host_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "scanner/disk/errno_status.h"

namespace keytrail::disk {
namespace {

constexpr std::uint64_t kStatBlockBytes = 512;
constexpr int kOpenFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

class HostFileContent final : public FileContent {
 public:
  HostFileContent(UniqueFd fd, std::uint64_t size, bool may_have_holes)
      : fd_(std::move(fd)), size_(size), may_have_holes_(may_have_holes) {}

  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override {
    if (offset >= size_) return std::optional<Range>();
    if (!may_have_holes_) return std::optional(Range{.offset = offset, .length = size_ - offset});
    const off_t data = ::lseek(fd_.get(), static_cast<off_t>(offset), SEEK_DATA);
    if (data < 0 && errno == ENXIO) return std::optional<Range>();
    if (data < 0) return ErrnoStatus(errno, "cannot find the data of a sparse file");
    const off_t hole = ::lseek(fd_.get(), data, SEEK_HOLE);
    if (hole < 0 && errno == ENXIO) return std::optional<Range>();
    if (hole < 0) return ErrnoStatus(errno, "cannot find the holes of a sparse file");
    const auto begin = static_cast<std::uint64_t>(data);
    const auto end = std::min(static_cast<std::uint64_t>(hole), size_);
    if (end <= begin) return std::optional<Range>();
    return std::optional(Range{.offset = begin, .length = end - begin});
  }

  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override {
    const std::uint64_t left = offset < size_ ? size_ - offset : 0;
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
    std::size_t filled = 0;
    while (filled < wanted) {
      const ssize_t count = ::pread(fd_.get(), buffer.data() + filled, wanted - filled,
                                    static_cast<off_t>(offset + filled));
      if (count == 0) break;
      if (count > 0) filled += static_cast<std::size_t>(count);
      if (count < 0 && errno != EINTR) return ErrnoStatus(errno, "cannot read a file");
    }
    return std::span<const std::byte>(buffer.first(filled));
  }

 private:
  UniqueFd fd_;
  std::uint64_t size_;
  bool may_have_holes_;
};

// O_NOATIME is refused to those who do not own the file.
UniqueFd OpenQuietly(int directory, const char* name) {
  UniqueFd fd(::openat(directory, name, kOpenFlags | O_NOATIME));
  if (!fd.valid() && errno == EPERM) fd.Reset(::openat(directory, name, kOpenFlags));
  return fd;
}

}  // namespace

PendingHostFile::PendingHostFile(std::shared_ptr<const UniqueFd> directory, std::string name,
                                 Identity identity)
    : directory_(std::move(directory)), name_(std::move(name)), identity_(identity) {}

StatusOr<std::unique_ptr<FileContent>> PendingHostFile::Open() {
  UniqueFd fd = OpenQuietly(directory_->get(), name_.c_str());
  const int open_error = errno;
  directory_.reset();
  if (!fd.valid()) return ErrnoStatus(open_error, "cannot open a file");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return ErrnoStatus(errno, "cannot look at a file");
  if (!S_ISREG(status.st_mode) || status.st_ino != identity_.inode ||
      status.st_dev != identity_.device) {
    return MakeError(StatusCode::kNotFound,
                     "cannot read a file: it was replaced since it was listed: scan again");
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const bool may_have_holes = static_cast<std::uint64_t>(status.st_blocks) * kStatBlockBytes < size;
  return std::make_unique<HostFileContent>(std::move(fd), size, may_have_holes);
}

}  // namespace keytrail::disk
