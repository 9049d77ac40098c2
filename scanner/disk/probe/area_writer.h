// Writes one area of the scratch disk forward, through one aligned buffer, past the page cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace keytrail::disk::probe {

struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};

class AreaWriter {
 public:
  // `device` is open for writing with O_DIRECT and must outlive this; `offset` and `capacity` are
  // multiples of kBlockBytes.
  AreaWriter(int device, std::uint64_t offset, std::uint64_t capacity);

  // Where the next byte goes, from the area's beginning.
  std::uint64_t position() const { return flushed_ + filled_; }
  std::uint64_t room() const { return capacity_ - position(); }
  // The largest position ever reached: what the host has to wipe.
  std::uint64_t high_water() const { return high_water_; }
  bool failed() const { return failed_; }

  // False when there is no room, or after a failed write.
  bool Append(const void* bytes, std::size_t count);
  // Zeros up to the next multiple of `alignment` (a power of two, at most kBlockBytes).
  bool Align(std::size_t alignment);

  // Room in the buffer at position(), at most `wanted`; its address and length are block-aligned
  // whenever position() is. Fill it, then Commit what was filled.
  struct Window {
    char* data = nullptr;
    std::size_t bytes = 0;
  };
  Window Open(std::uint64_t wanted);
  bool Commit(std::size_t count);

  // Forgets what lies behind `position`, which is a position of before. Nothing may be appended
  // unless `position` is 0.
  void Rewind(std::uint64_t position);
  // Writes what is buffered, padded with zeros to a whole block. Nothing may be appended
  // afterwards.
  bool Flush();

 private:
  bool WriteBuffer(std::size_t bytes);

  const int device_;
  const std::uint64_t offset_;
  const std::uint64_t capacity_;
  std::unique_ptr<char, FreeDeleter> buffer_;
  std::uint64_t flushed_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t high_water_ = 0;
  bool failed_ = false;
};

// Reads or writes all of `count` bytes; false on any error or an early end.
bool ReadFully(int fd, void* bytes, std::size_t count, std::uint64_t offset);
bool WriteFully(int fd, const void* bytes, std::size_t count, std::uint64_t offset);

// `bytes` of zeroed memory, block-aligned; `bytes` is a multiple of kBlockBytes. Ends the process
// when there is none.
std::unique_ptr<char, FreeDeleter> AlignedBuffer(std::size_t bytes);

}  // namespace keytrail::disk::probe
