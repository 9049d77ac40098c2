#include "scanner/disk/probe/content_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace keytrail::disk::probe {
namespace {

// From here on it pays to go past the page cache, where copying is slow under emulation.
constexpr std::uint64_t kDirectBytesMin = 128 * 1024;
constexpr std::size_t kSmallAlignment = 8;

struct Run {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// The next run of data at or behind `offset`; empty at the end. A file system that does not know
// SEEK_DATA has no holes to tell of.
Run NextRun(int fd, std::uint64_t offset, std::uint64_t size) {
  const off_t data = ::lseek(fd, static_cast<off_t>(offset), SEEK_DATA);
  if (data < 0) return errno == ENXIO ? Run{.begin = size, .end = size} : Run{offset, size};
  const off_t hole = ::lseek(fd, data, SEEK_HOLE);
  const std::uint64_t end = hole < 0 ? size : std::min(static_cast<std::uint64_t>(hole), size);
  return {.begin = std::min(static_cast<std::uint64_t>(data), size), .end = end};
}

void SetDirect(int fd, bool direct) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0) return;
  static_cast<void>(::fcntl(fd, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT));
}

// Like pread, but falls back to the page cache where the file system refuses direct reads.
ssize_t ReadSome(int fd, AreaWriter::Window window, std::uint64_t offset) {
  ssize_t count = ::pread(fd, window.data, window.bytes, static_cast<off_t>(offset));
  if (count < 0 && errno == EINVAL) {
    SetDirect(fd, false);
    count = ::pread(fd, window.data, window.bytes, static_cast<off_t>(offset));
  }
  return count;
}

// Copies `run`; result.file_offset tells how far it came.
void CopyRun(int fd, Run run, bool direct, AreaWriter& area, CopyResult& result) {
  area.Align(direct ? kBlockBytes : kSmallAlignment);
  Extent extent{.file_offset = run.begin, .place = area.position()};
  while (run.begin < run.end && result.end == CopyEnd::kFileEnd) {
    const std::uint64_t left = run.end - run.begin;
    // Direct reads ask for whole blocks; at the end of the file they return less.
    const std::uint64_t wanted =
        direct ? (left + kBlockBytes - 1) / kBlockBytes * kBlockBytes : left;
    const AreaWriter::Window window = area.Open(wanted);
    if (window.bytes == 0) {
      result.end = area.failed() ? CopyEnd::kError : CopyEnd::kNoRoom;
      result.error = EIO;
      break;
    }
    const ssize_t count = ReadSome(fd, window, run.begin);
    if (count < 0) {
      result.end = CopyEnd::kError;
      result.error = errno;
    }
    if (count <= 0) break;
    const std::uint64_t taken = std::min(static_cast<std::uint64_t>(count), left);
    area.Commit(static_cast<std::size_t>(taken));
    run.begin += taken;
    extent.length += taken;
  }
  if (extent.length > 0) result.extents.push_back(extent);
  result.file_offset = run.begin;
}

}  // namespace

CopyResult CopyContent(int fd, std::uint64_t size, std::uint64_t file_offset,
                       std::size_t extents_max, AreaWriter& area) {
  CopyResult result;
  result.file_offset = file_offset;
  const bool direct = size >= kDirectBytesMin;
  if (direct) SetDirect(fd, true);
  while (result.file_offset < size && result.end == CopyEnd::kFileEnd) {
    const Run run = NextRun(fd, result.file_offset, size);
    if (run.begin >= run.end) {
      result.file_offset = size;
      break;
    }
    if (result.extents.size() >= extents_max) {
      result.end = CopyEnd::kNoRoom;
      break;
    }
    CopyRun(fd, run, direct && run.begin % kBlockBytes == 0, area, result);
    const bool file_ended = result.end == CopyEnd::kFileEnd && result.file_offset < run.end;
    if (file_ended) result.file_offset = size;
  }
  if (direct) SetDirect(fd, false);
  return result;
}

}  // namespace keytrail::disk::probe
