// Cuts a file into chunks that each own a range and merely see the rest: `context_bytes` before it,
// and behind it `lookahead_bytes`, of which the first `context_bytes` are the matcher's. Holes are
// passed over, except for the zeros that a chunk beside them sees. Every byte is read once,
// forward, whatever the file's size; memory is one chunk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/status.h"
#include "model/reader.h"

namespace keytrail::pipeline {

// A chunk in the reader's buffer; valid until the next call.
struct Chunk {
  std::span<const std::byte> buffer;
  std::uint64_t buffer_file_offset = 0;
  std::size_t owned_begin = 0;  // indices into buffer
  std::size_t owned_end = 0;
  bool ends_file = false;  // the buffer's end is the file's
};

struct ChunkLimits {
  std::size_t chunk_bytes = 0;
  std::size_t context_bytes = 0;
  std::size_t lookahead_bytes = 0;  // at least context_bytes
};

// Reused from file to file. Threads: one.
class ChunkReader {
 public:
  explicit ChunkReader(const ChunkLimits& limits);
  ~ChunkReader();
  ChunkReader(const ChunkReader&) = delete;
  ChunkReader& operator=(const ChunkReader&) = delete;

  // `content` must outlive the calls of Next until the next Begin.
  void Begin(FileContent& content, std::uint64_t file_bytes);

  // Returns nothing when the file's last byte was owned. Errors: those of the content.
  StatusOr<std::optional<Chunk>> Next();

 private:
  StatusOr<bool> SkipHole();
  Status FillTo(std::uint64_t file_offset);
  void DropBefore(std::uint64_t file_offset);

  const ChunkLimits limits_;
  std::vector<std::byte> buffer_;
  FileContent* content_ = nullptr;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t buffer_file_offset_ = 0;
  std::size_t filled_bytes_ = 0;
  std::size_t dirty_bytes_ = 0;  // how much of the buffer ever held content, to be wiped
  std::uint64_t owned_next_ = 0;
  bool at_end_ = false;
};

}  // namespace keytrail::pipeline
