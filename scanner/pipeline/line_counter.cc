#include "scanner/pipeline/line_counter.h"

#include <algorithm>
#include <cstring>

namespace keytrail::pipeline {
namespace {

// Calls `visit` with the file offset of each newline in `bytes`.
template <typename Visit>
void ForEachNewline(std::span<const std::byte> bytes, std::uint64_t file_offset, Visit visit) {
  const std::byte* const begin = bytes.data();
  const std::byte* const end = begin + bytes.size();
  for (const std::byte* at = begin; at < end;) {
    const auto* newline =
        static_cast<const std::byte*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (newline == nullptr) return;
    visit(file_offset + static_cast<std::uint64_t>(newline - begin));
    at = newline + 1;
  }
}

}  // namespace

void LineCounter::Begin() {
  lines_ = 1;
  line_start_ = 0;
  kept_.clear();
}

void LineCounter::Pass(std::span<const std::byte> bytes, std::uint64_t file_offset,
                       std::uint64_t keep_from) {
  const auto count = [this](std::uint64_t newline) {
    ++lines_;
    line_start_ = newline + 1;
  };
  while (!kept_.empty() && kept_.front() < keep_from) {
    count(kept_.front());
    kept_.pop_front();
  }
  ForEachNewline(bytes, file_offset, [&](std::uint64_t newline) {
    if (newline < keep_from) {
      count(newline);
    } else {
      kept_.push_back(newline);
    }
  });
}

LineCounter::Position LineCounter::PositionOf(std::uint64_t offset,
                                              std::span<const std::byte> ahead,
                                              std::uint64_t ahead_offset) const {
  const auto behind = std::ranges::lower_bound(kept_, offset);
  std::uint64_t line = lines_ + static_cast<std::uint64_t>(behind - kept_.begin());
  std::uint64_t line_start = behind == kept_.begin() ? line_start_ : *std::prev(behind) + 1;
  if (offset > ahead_offset) {
    const auto before = ahead.first(
        std::min<std::size_t>(ahead.size(), static_cast<std::size_t>(offset - ahead_offset)));
    ForEachNewline(before, ahead_offset, [&](std::uint64_t newline) {
      ++line;
      line_start = newline + 1;
    });
  }
  return {.line = line, .column = offset - line_start + 1};
}

}  // namespace keytrail::pipeline
