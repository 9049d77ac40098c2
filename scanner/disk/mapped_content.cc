#include "scanner/disk/mapped_content.h"

#include <algorithm>

namespace keytrail::disk {
namespace {

// Keeps NextData cheap on a file in a million pieces.
constexpr std::size_t kExtentsPerRunMax = 1024;

}  // namespace

void MappedContent::Advance(std::uint64_t offset) {
  while (next_ < extents_.size() &&
         extents_[next_].file_offset + extents_[next_].length <= offset) {
    ++next_;
  }
}

StatusOr<std::optional<FileContent::Range>> MappedContent::NextData(std::uint64_t offset) {
  Advance(offset);
  if (next_ == extents_.size()) return std::optional<Range>();
  const probe::Extent& first = extents_[next_];
  const std::uint64_t begin = std::max(offset, first.file_offset);
  std::uint64_t end = first.file_offset + first.length;
  // Extents that lie apart on the disk but not in the file are one run.
  const std::size_t last = std::min(extents_.size(), next_ + kExtentsPerRunMax);
  for (std::size_t i = next_ + 1; i < last && extents_[i].file_offset == end; ++i) {
    end += extents_[i].length;
  }
  return std::optional(Range{.offset = begin, .length = end - begin});
}

StatusOr<std::span<const std::byte>> MappedContent::Read(std::uint64_t offset,
                                                         std::span<std::byte> buffer) {
  const std::uint64_t left = offset < size_ ? size_ - offset : 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
  std::size_t filled = 0;
  while (filled < wanted) {
    const std::uint64_t at = offset + filled;
    Advance(at);
    const std::span<std::byte> rest = buffer.subspan(filled, wanted - filled);
    const bool in_hole = next_ == extents_.size() || extents_[next_].file_offset > at;
    if (in_hole) {
      const std::uint64_t hole_end = next_ == extents_.size() ? size_ : extents_[next_].file_offset;
      const auto zeros =
          static_cast<std::size_t>(std::min<std::uint64_t>(hole_end - at, rest.size()));
      std::ranges::fill(rest.first(zeros), std::byte{0});
      filled += zeros;
      continue;
    }
    const probe::Extent& extent = extents_[next_];
    const std::uint64_t into = at - extent.file_offset;
    const auto step =
        static_cast<std::size_t>(std::min<std::uint64_t>(extent.length - into, rest.size()));
    KT_ASSIGN_OR_RETURN(const auto bytes, source_->Read(extent.place + into, rest.first(step)));
    if (bytes.size() != step) {
      return MakeError(StatusCode::kDataLoss, "cannot read a file: the disk ends before it does");
    }
    filled += step;
  }
  return std::span<const std::byte>(buffer.first(filled));
}

}  // namespace keytrail::disk
