// Turns a byte offset into line and column while a file goes by in chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace keytrail::pipeline {

// Lines and columns count from 1, columns in bytes. Threads: one.
class LineCounter {
 public:
  struct Position {
    std::uint64_t line = 1;
    std::uint64_t column = 1;
  };

  void Begin();
  // Counts `bytes`, which lie at `file_offset`, behind everything that was passed before.
  void Pass(std::span<const std::byte> bytes, std::uint64_t file_offset);
  // The position of the byte at index `at` of `bytes`, which begin at `file_offset`, right behind
  // what was passed.
  Position PositionOf(std::span<const std::byte> bytes, std::uint64_t file_offset,
                      std::size_t at) const;

 private:
  std::uint64_t lines_ = 1;
  std::uint64_t line_start_ = 0;  // file offset of the current line's first byte
};

}  // namespace keytrail::pipeline
