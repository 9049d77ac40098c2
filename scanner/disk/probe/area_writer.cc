#include "scanner/disk/probe/area_writer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk::probe {
namespace {

constexpr std::size_t kBufferBytes = 1024 * 1024;
static_assert(kBufferBytes % kBlockBytes == 0);

std::size_t RoundUp(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

}  // namespace

std::unique_ptr<char, FreeDeleter> AlignedBuffer(std::size_t bytes) {
  void* memory = std::aligned_alloc(kBlockBytes, bytes);
  if (memory == nullptr) std::abort();
  std::memset(memory, 0, bytes);
  return std::unique_ptr<char, FreeDeleter>(static_cast<char*>(memory));
}

bool ReadFully(int fd, void* bytes, std::size_t count, std::uint64_t offset) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t step = ::pread(fd, static_cast<char*>(bytes) + done, count - done,
                                 static_cast<off_t>(offset + done));
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) return false;
    done += static_cast<std::size_t>(step);
  }
  return true;
}

bool WriteFully(int fd, const void* bytes, std::size_t count, std::uint64_t offset) {
  for (std::size_t done = 0; done < count;) {
    const ssize_t step = ::pwrite(fd, static_cast<const char*>(bytes) + done, count - done,
                                  static_cast<off_t>(offset + done));
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) return false;
    done += static_cast<std::size_t>(step);
  }
  return true;
}

AreaWriter::AreaWriter(int device, std::uint64_t offset, std::uint64_t capacity)
    : device_(device), offset_(offset), capacity_(capacity), buffer_(AlignedBuffer(kBufferBytes)) {}

bool AreaWriter::WriteBuffer(std::size_t bytes) {
  failed_ = failed_ || !WriteFully(device_, buffer_.get(), bytes, offset_ + flushed_);
  return !failed_;
}

AreaWriter::Window AreaWriter::Open(std::uint64_t wanted) {
  if (filled_ == kBufferBytes) {
    if (!WriteBuffer(kBufferBytes)) return {};
    flushed_ += kBufferBytes;
    filled_ = 0;
  }
  const std::uint64_t bytes = std::min({wanted, room(), std::uint64_t{kBufferBytes - filled_}});
  return {.data = buffer_.get() + filled_, .bytes = static_cast<std::size_t>(bytes)};
}

bool AreaWriter::Commit(std::size_t count) {
  filled_ += count;
  high_water_ = std::max(high_water_, position());
  return !failed_;
}

bool AreaWriter::Append(const void* bytes, std::size_t count) {
  if (count > room()) return false;
  for (std::size_t done = 0; done < count;) {
    const Window window = Open(count - done);
    if (window.bytes == 0) return false;
    std::memcpy(window.data, static_cast<const char*>(bytes) + done, window.bytes);
    if (!Commit(window.bytes)) return false;
    done += window.bytes;
  }
  return true;
}

bool AreaWriter::Align(std::size_t alignment) {
  static constexpr char kZeros[kBlockBytes] = {};
  const std::uint64_t target = (position() + alignment - 1) / alignment * alignment;
  return Append(kZeros, static_cast<std::size_t>(target - position()));
}

void AreaWriter::Rewind(std::uint64_t position) {
  if (position == 0) {
    flushed_ = 0;
    filled_ = 0;
  } else if (position >= flushed_) {
    filled_ = static_cast<std::size_t>(position - flushed_);
  } else {
    flushed_ = position;
    filled_ = 0;
  }
}

bool AreaWriter::Flush() {
  const std::size_t whole = RoundUp(filled_, kBlockBytes);
  if (whole == 0) return !failed_;
  std::memset(buffer_.get() + filled_, 0, whole - filled_);
  high_water_ = std::max(high_water_, flushed_ + whole);
  return WriteBuffer(whole);
}

}  // namespace keytrail::disk::probe
