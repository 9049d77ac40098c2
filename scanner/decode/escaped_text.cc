#include "scanner/decode/escaped_text.h"

#include <algorithm>

namespace keytrail::decode {
namespace {

// How far a stretch may go on to end with a word.
constexpr std::size_t kWordBytesMax = 128;

bool IsWordByte(std::byte byte) {
  const auto c = static_cast<std::uint8_t>(byte);
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

}  // namespace

static_assert(EscapedText::kReachBytes < kContextBytes && kWordBytesMax < kContextBytes,
              "a stretch begins and ends inside the context");

void EscapedText::BeginText() {
  open_ = false;
  next_ = 0;
  reach_end_ = 0;
  escape_end_ = 0;
  dense_.fill(0);
  dense_next_ = 0;
}

void EscapedText::Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> signs,
                         DecodedSink& sink) {
  for (const std::uint32_t at : signs) {
    const std::uint64_t offset = chunk.buffer_offset + at;
    if (chunk.buffer[at] != sign_ || offset < escape_end_) continue;
    const bool fresh =
        !chunk.unescaped_at.has_value() || std::ranges::binary_search(*chunk.unescaped_at, offset);
    const auto escape = EscapeAt(encoding_, chunk.buffer, at);
    if (!escape.has_value()) continue;
    escape_end_ = offset + escape->source_bytes;
    if (fresh && IsWorthUndoing(*escape, offset)) Reach(chunk, offset, sink);
  }
  if (!open_) return;
  if (reach_end_ <= chunk.owned_end_offset()) {
    TakeRest(chunk, sink);
  } else {
    TakeTo(chunk, chunk.owned_end_offset(), sink);
  }
}

void EscapedText::EndText(DecodedSink& sink) {
  if (open_) Close(sink);
}

bool EscapedText::IsWorthUndoing(const Escape& escape, std::uint64_t offset) {
  if (escape.weight != EscapeWeight::kDense) return escape.weight == EscapeWeight::kHeavy;
  const std::uint64_t first = dense_[dense_next_];  // of the last kDenseEscapes
  dense_[dense_next_] = offset + escape.source_bytes;
  dense_next_ = (dense_next_ + 1) % kDenseEscapes;
  return first != 0 && offset - first < kReachBytes;
}

// Makes the open stretch reach behind the escape at `offset`, or opens one before it: at the
// beginning of a word, so that no part of one passes for a whole.
void EscapedText::Reach(const EncodedChunk& chunk, std::uint64_t offset, DecodedSink& sink) {
  if (open_ && offset >= reach_end_) TakeRest(chunk, sink);
  if (!open_) {
    const std::uint64_t reach = offset - std::min<std::uint64_t>(offset, kReachBytes);
    next_ = std::max({next_, reach, chunk.buffer_offset});
    auto at = static_cast<std::size_t>(next_ - chunk.buffer_offset);
    while (at > 0 && chunk.buffer_offset + at < offset &&
           (IsWordByte(chunk.buffer[at - 1]) || chunk.buffer[at - 1] == sign_)) {
      ++at;
    }
    next_ = chunk.buffer_offset + at;
    open_ = true;
    sink.Begin(encoding_, next_);
  }
  reach_end_ = escape_end_ + kReachBytes;
}

// Takes the open stretch to its end, and to that of the word there, and closes it.
void EscapedText::TakeRest(const EncodedChunk& chunk, DecodedSink& sink) {
  auto end = static_cast<std::size_t>(reach_end_ - chunk.buffer_offset);
  const std::size_t limit = std::min(chunk.buffer.size(), end + kWordBytesMax);
  while (end < limit && IsWordByte(chunk.buffer[end - 1]) && IsWordByte(chunk.buffer[end])) ++end;
  TakeTo(chunk, chunk.buffer_offset + end, sink);
  Close(sink);
}

// Takes the text from next_ on, its escapes undone. The last may end behind `end_offset`.
void EscapedText::TakeTo(const EncodedChunk& chunk, std::uint64_t end_offset, DecodedSink& sink) {
  if (next_ >= end_offset) return;
  const auto end = static_cast<std::size_t>(end_offset - chunk.buffer_offset);
  auto plain_begin = static_cast<std::size_t>(next_ - chunk.buffer_offset);
  std::size_t at = plain_begin;
  while (at < end) {
    const auto sign = std::find(chunk.buffer.begin() + static_cast<std::ptrdiff_t>(at),
                                chunk.buffer.begin() + static_cast<std::ptrdiff_t>(end), sign_);
    at = static_cast<std::size_t>(sign - chunk.buffer.begin());
    if (at == end) break;
    const auto escape = EscapeAt(encoding_, chunk.buffer, at);
    if (!escape.has_value()) {
      ++at;
      continue;
    }
    TakePlain(chunk, plain_begin, at, sink);
    if (escape->text_bytes > 0) {
      sink.Append(encoding_, std::span(escape->text).first(escape->text_bytes),
                  {.source_begin = chunk.buffer_offset + at,
                   .text_unit = static_cast<std::uint32_t>(escape->text_bytes),
                   .source_unit = static_cast<std::uint32_t>(escape->source_bytes)});
    }
    at += escape->source_bytes;
    plain_begin = at;
  }
  if (plain_begin < end) TakePlain(chunk, plain_begin, end, sink);
  next_ = chunk.buffer_offset + std::max(at, end);
}

void EscapedText::TakePlain(const EncodedChunk& chunk, std::size_t begin, std::size_t end,
                            DecodedSink& sink) {
  if (begin == end) return;
  sink.Append(encoding_, chunk.buffer.subspan(begin, end - begin),
              {.source_begin = chunk.buffer_offset + begin});
}

void EscapedText::Close(DecodedSink& sink) {
  open_ = false;
  sink.End(encoding_);
}

}  // namespace keytrail::decode
