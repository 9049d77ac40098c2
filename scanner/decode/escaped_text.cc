#include "scanner/decode/escaped_text.h"

#include <algorithm>
#include <string_view>

namespace keytrail::decode {
namespace {

// How far a stretch may go on to end with a token: as long as the widest secret that a rule knows.
constexpr std::uint64_t kTokenBytesMax = 4096;

bool IsWordByte(std::byte byte) {
  const auto c = static_cast<std::uint8_t>(byte);
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool IsTokenByte(std::byte byte) {
  constexpr std::string_view kOthers = "-_.~+/=";
  return IsWordByte(byte) || kOthers.find(static_cast<char>(byte)) != std::string_view::npos;
}

}  // namespace

static_assert(EscapedText::kReachBytes < kContextBytes, "a stretch begins inside the context");

void EscapedText::BeginText() {
  open_ = false;
  next_ = 0;
  reach_end_ = 0;
  token_limit_ = 0;
  escape_end_ = 0;
}

void EscapedText::Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> signs,
                         DecodedSink& sink) {
  for (const std::uint32_t at : signs) {
    const std::uint64_t offset = chunk.buffer_offset + at;
    if (chunk.buffer[at] != sign_ || offset < escape_end_) continue;
    const auto escape = EscapeAt(encoding_, chunk.buffer, at);
    if (!escape.has_value()) continue;
    escape_end_ = offset + escape->source_bytes;
    if (escape->may_hide && IsFresh(chunk, offset)) Reach(chunk, offset, sink);
  }
  if (open_) Advance(chunk, chunk.owned_end_offset(), sink);
}

bool EscapedText::IsFresh(const EncodedChunk& chunk, std::uint64_t offset) const {
  return !chunk.unescaped.has_value() || encoding_ > chunk.unescaped->encoding ||
         std::ranges::binary_search(chunk.unescaped->at, offset);
}

void EscapedText::EndText(DecodedSink& sink) {
  if (open_) Close(sink);
}

// Makes the open stretch reach behind the escape at `offset`, or opens one before it: at the
// beginning of a word, so that no part of one passes for a whole.
void EscapedText::Reach(const EncodedChunk& chunk, std::uint64_t offset, DecodedSink& sink) {
  if (open_) Advance(chunk, offset, sink);
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
  token_limit_ = reach_end_ + kTokenBytesMax;
}

// Takes the open stretch up to `end_offset`, or closes it where it ends before: not inside of a
// token. Shape: the chunk holds what is before `end_offset`.
void EscapedText::Advance(const EncodedChunk& chunk, std::uint64_t end_offset, DecodedSink& sink) {
  const auto is_token_at = [&](std::uint64_t offset) {
    return IsTokenByte(chunk.buffer[static_cast<std::size_t>(offset - chunk.buffer_offset)]);
  };
  while (reach_end_ < std::min(end_offset, token_limit_) && is_token_at(reach_end_ - 1) &&
         is_token_at(reach_end_)) {
    ++reach_end_;
  }
  TakeTo(chunk, std::min(reach_end_, end_offset), sink);
  if (reach_end_ < end_offset) Close(sink);
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
