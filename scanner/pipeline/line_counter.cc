#include "scanner/pipeline/line_counter.h"

#include <cstring>

namespace keytrail::pipeline {

void LineCounter::Begin() {
  lines_ = 1;
  line_start_ = 0;
}

void LineCounter::Pass(std::span<const std::byte> bytes, std::uint64_t file_offset) {
  const std::byte* const begin = bytes.data();
  const std::byte* const end = begin + bytes.size();
  for (const std::byte* at = begin; at < end;) {
    const auto* newline =
        static_cast<const std::byte*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (newline == nullptr) break;
    ++lines_;
    at = newline + 1;
    line_start_ = file_offset + static_cast<std::uint64_t>(at - begin);
  }
}

LineCounter::Position LineCounter::PositionOf(std::span<const std::byte> bytes,
                                              std::uint64_t file_offset, std::size_t at) const {
  LineCounter ahead = *this;
  ahead.Pass(bytes.first(at), file_offset);
  return {.line = ahead.lines_, .column = file_offset + at - ahead.line_start_ + 1};
}

}  // namespace keytrail::pipeline
