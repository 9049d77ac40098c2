#include "scanner/pipeline/decoded_text.h"

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "base/secret_bytes.h"

namespace keytrail::pipeline {
namespace {

// Buffers that grew larger are given back when a stretch ends.
constexpr std::size_t kBufferBytesKept = 64 * 1024;

void WipeAndClear(std::vector<std::byte>& bytes) {
  WipeBytes(bytes);
  bytes.clear();
  if (bytes.capacity() > kBufferBytesKept) bytes.shrink_to_fit();
}

}  // namespace

DecodedText::DecodedText(ScanSession& session, decode::Encoding encoding)
    : session_(session), encoding_(encoding), scanner_(session) {}

DecodedText::~DecodedText() { Discard(); }

void DecodedText::Begin(const Origin& outer) {
  Discard();
  origin_.content = outer.content;
  origin_.decoded_by = outer.decoded_by;
  origin_.decoded_by.emplace_back(NameOf(encoding_));
  origin_.entry = outer.entry;
  origin_.map = &map_;
  outer_map_ = outer.map;
  is_open_ = session_.budget().SpendDepth(origin_.decoded_by.size());
  if (is_open_ && !scanner_.Begin(origin_)) {
    session_.budget().Exhaust();
    is_open_ = false;
  }
}

void DecodedText::Append(std::span<const std::byte> bytes, const decode::SourceUnits& units) {
  if (!is_open_ || !session_.budget().SpendBytes(bytes.size())) return;
  if (decode::IsEscape(encoding_) && units.source_unit != units.text_unit) {
    unescaped_at_.push_back(map_.text_end());
  }
  const bool is_first = map_.text_end() == 0;
  map_.Append(bytes.size(), units, outer_map_);
  if (is_first) source_begin_ = map_.Find(0, 1).begin;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  NoteKind(bytes);
  const std::size_t full = owned_next_ + limits::kDecodedChunkBytes + session_.lookahead_bytes();
  if (buffer_.size() >= full) ScanBuffer(false);
}

void DecodedText::End() {
  if (is_open_) {
    if (map_.text_end() > 0) ScanBuffer(true);
    scanner_.End();
    if (map_.text_end() > 0) OpenAsContent();
  }
  Discard();
}

std::uint64_t DecodedText::PendingFrom(std::uint64_t none) const {
  return buffer_.empty() ? none : map_.Find(buffer_offset_, buffer_offset_ + 1).begin;
}

// Scans what is not scanned yet, but for what must stay in sight behind it until the end.
void DecodedText::ScanBuffer(bool at_end) {
  const std::size_t owned_end =
      at_end ? buffer_.size() : buffer_.size() - session_.lookahead_bytes();
  if (owned_next_ == owned_end) return;
  const match::ChunkView chunk{.buffer = buffer_,
                               .buffer_file_offset = buffer_offset_,
                               .owned_begin = owned_next_,
                               .owned_end = owned_end,
                               .ends_file = at_end};
  scanner_.Scan(chunk, decode::IsEscape(encoding_)
                           ? std::optional(decode::Unescaped{encoding_, unescaped_at_})
                           : std::nullopt);
  owned_next_ = owned_end;
  if (!at_end) DropScanned();
}

void DecodedText::DropScanned() {
  const std::size_t dropped = owned_next_ - std::min(owned_next_, session_.context_bytes());
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(dropped));
  buffer_offset_ += dropped;
  owned_next_ -= dropped;
  map_.DropBefore(buffer_offset_);
  unescaped_at_.erase(unescaped_at_.begin(),
                      std::ranges::lower_bound(unescaped_at_, buffer_offset_));
}

// Decides, once there is enough of it, whether the stretch is to be opened, and keeps it if so.
void DecodedText::NoteKind(std::span<const std::byte> appended) {
  if (!decode::IsDigits(encoding_)) return;
  const std::uint64_t before = map_.text_end() - appended.size();
  if (before < decode::kContentKindBytes && map_.text_end() >= decode::kContentKindBytes) {
    is_kept_ = decode::ContentKindOf(buffer_) != decode::ContentKind::kPlain;
    appended = buffer_;
  }
  if (!is_kept_) return;
  if (appended.size() > limits::kEncodedContentBytesMax - kept_.size()) {
    session_.budget().Exhaust();
    is_kept_ = false;
    return WipeAndClear(kept_);
  }
  kept_.insert(kept_.end(), appended.begin(), appended.end());
}

void DecodedText::OpenAsContent() {
  if (!decode::IsDigits(encoding_)) return;
  const bool is_short = map_.text_end() < decode::kContentKindBytes;
  const auto bytes = std::span<const std::byte>(is_short ? buffer_ : kept_);
  if (is_short ? decode::ContentKindOf(bytes) == decode::ContentKind::kPlain : !is_kept_) return;
  const decode::SourceRange place{source_begin_,
                                  map_.Find(map_.text_end() - 1, map_.text_end()).end};
  session_.opener().OpenEncoded(bytes, origin_, place);
}

void DecodedText::Discard() {
  WipeAndClear(buffer_);
  WipeAndClear(kept_);
  map_.Clear();
  unescaped_at_.clear();
  buffer_offset_ = 0;
  owned_next_ = 0;
  is_kept_ = false;
  is_open_ = false;
}

}  // namespace keytrail::pipeline
