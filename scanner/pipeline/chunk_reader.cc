#include "scanner/pipeline/chunk_reader.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/secret_bytes.h"

namespace keytrail::pipeline {

ChunkReader::ChunkReader(const ChunkLimits& limits)
    : limits_(limits), buffer_(limits.context_bytes + limits.chunk_bytes + limits.lookahead_bytes) {
  KT_CHECK(limits.lookahead_bytes >= limits.context_bytes && limits.chunk_bytes > 0);
}

ChunkReader::~ChunkReader() { WipeBytes(std::span(buffer_).first(dirty_bytes_)); }

void ChunkReader::Begin(FileContent& content, std::uint64_t file_bytes) {
  content_ = &content;
  file_bytes_ = file_bytes;
  buffer_file_offset_ = 0;
  filled_bytes_ = 0;
  owned_next_ = 0;
  at_end_ = false;
}

StatusOr<std::optional<Chunk>> ChunkReader::Next() {
  if (owned_next_ >= file_bytes_ ||
      (at_end_ && owned_next_ >= buffer_file_offset_ + filled_bytes_)) {
    return std::nullopt;
  }
  KT_ASSIGN_OR_RETURN(const bool data_left, SkipHole());
  if (!data_left) return std::nullopt;
  const std::uint64_t context = std::min<std::uint64_t>(limits_.context_bytes, owned_next_);
  DropBefore(owned_next_ - context);
  const std::uint64_t owned_end = std::min(owned_next_ + limits_.chunk_bytes, file_bytes_);
  KT_RETURN_IF_ERROR(FillTo(std::min(owned_end + limits_.lookahead_bytes, file_bytes_)));
  const std::uint64_t filled_end = buffer_file_offset_ + filled_bytes_;
  const std::uint64_t owned_begin = std::min(owned_next_, filled_end);
  owned_next_ = std::min(owned_end, filled_end);
  if (owned_next_ == owned_begin) return std::nullopt;
  return Chunk{.buffer = std::span(buffer_).first(filled_bytes_),
               .buffer_file_offset = buffer_file_offset_,
               .owned_begin = static_cast<std::size_t>(owned_begin - buffer_file_offset_),
               .owned_end = static_cast<std::size_t>(owned_next_ - buffer_file_offset_),
               .ends_file = at_end_ || filled_end == file_bytes_};
}

// Moves the next owned byte to just before the next stored data. A file that fits one chunk is read
// whole: asking where its holes are costs more than its zeros.
StatusOr<bool> ChunkReader::SkipHole() {
  if (file_bytes_ <= limits_.chunk_bytes) return true;
  KT_ASSIGN_OR_RETURN(const auto range, content_->NextData(owned_next_));
  if (!range.has_value()) return false;
  if (range->offset > owned_next_ + limits_.context_bytes) {
    owned_next_ = range->offset - limits_.context_bytes;
  }
  return true;
}

void ChunkReader::DropBefore(std::uint64_t file_offset) {
  const std::uint64_t filled_end = buffer_file_offset_ + filled_bytes_;
  if (file_offset >= filled_end) {
    filled_bytes_ = 0;
  } else {
    const auto dropped = static_cast<std::size_t>(file_offset - buffer_file_offset_);
    if (dropped > 0)
      std::memmove(buffer_.data(), buffer_.data() + dropped, filled_bytes_ - dropped);
    filled_bytes_ -= dropped;
  }
  buffer_file_offset_ = file_offset;
}

Status ChunkReader::FillTo(std::uint64_t file_offset) {
  while (!at_end_ && buffer_file_offset_ + filled_bytes_ < file_offset) {
    const std::uint64_t from = buffer_file_offset_ + filled_bytes_;
    const auto wanted = static_cast<std::size_t>(file_offset - from);
    KT_ASSIGN_OR_RETURN(const auto filled,
                        content_->Read(from, std::span(buffer_).subspan(filled_bytes_, wanted)));
    filled_bytes_ += filled.size();
    dirty_bytes_ = std::max(dirty_bytes_, filled_bytes_);
    at_end_ = filled.size() < wanted;
  }
  return OkStatus();
}

}  // namespace keytrail::pipeline
