// Turns byte offsets into lines and columns while a file goes by in chunks.
//
// What lies a little behind can still be asked for: as far back as each chunk said when it passed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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
  // Counts `bytes`, which lie at `file_offset`, behind everything that was passed before. Offsets
  // from `keep_from` on, which never goes backwards, can be asked for until the next call.
  void Pass(std::span<const std::byte> bytes, std::uint64_t file_offset, std::uint64_t keep_from);
  // The position of the byte at `offset`, which was kept or lies in `ahead`: bytes that begin at
  // `ahead_offset`, right behind what was passed. Cost: linear in what is ahead of it.
  Position PositionOf(std::uint64_t offset, std::span<const std::byte> ahead,
                      std::uint64_t ahead_offset) const;

 private:
  // Of what was passed and not kept.
  std::uint64_t lines_ = 1;
  std::uint64_t line_start_ = 0;    // file offset of the current line's first byte
  std::deque<std::uint64_t> kept_;  // file offsets of newlines behind that
};

}  // namespace keytrail::pipeline
