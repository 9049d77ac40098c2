#include "scanner/decode/wide_text.h"

#include <algorithm>
#include <string_view>

#include "base/secret_bytes.h"
#include "scanner/decode/marks.h"
#include "scanner/decode/utf8.h"

namespace keytrail::decode {
namespace {

bool IsTextUnit(std::uint32_t code) {
  return (code >= 0x20 && code < 0x7f) || code == '\n' || code == '\r' || code == '\t' ||
         (code >= 0xa0 && code <= 0xff);
}

// Where, within a unit's length, the bytes of a wide block that are not zero stand.
std::size_t CharacterAt(std::span<const std::byte> block) {
  std::size_t at = 0;
  while (block[at] == std::byte{0}) ++at;
  return at;
}

}  // namespace

void WideText::BeginText() {
  open_ = false;
  next_ = 0;
}

void WideText::Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> blocks,
                      DecodedSink& sink) {
  if (chunk.buffer_offset == 0 && chunk.owned_begin == 0) OpenAtByteOrderMark(chunk, sink);
  if (open_) Continue(chunk, sink);
  for (const std::uint32_t block : blocks) {
    if (!open_ && chunk.buffer_offset + block >= next_) TryBlock(chunk, block, sink);
  }
}

void WideText::EndText(DecodedSink& sink) {
  if (open_) Close(sink);
}

void WideText::OpenAtByteOrderMark(const EncodedChunk& chunk, DecodedSink& sink) {
  static constexpr struct {
    std::string_view mark;
    Form form;
  } kMarks[] = {{std::string_view("\xff\xfe\0\0", 4), {Encoding::kUtf32Le, 4, true}},
                {std::string_view("\0\0\xfe\xff", 4), {Encoding::kUtf32Be, 4, false}},
                {"\xff\xfe", {Encoding::kUtf16Le, 2, true}},
                {"\xfe\xff", {Encoding::kUtf16Be, 2, false}}};
  const std::string_view text(reinterpret_cast<const char*>(chunk.buffer.data()),
                              chunk.buffer.size());
  const auto known =
      std::ranges::find_if(kMarks, [&](const auto& each) { return text.starts_with(each.mark); });
  if (known != std::end(kMarks)) Open(known->form, true, known->mark.size(), sink);
}

// A run is decided upon where its last needed byte stands; that byte's chunk does it.
void WideText::TryBlock(const EncodedChunk& chunk, std::size_t block, DecodedSink& sink) {
  const auto buffer = chunk.buffer;
  const std::size_t character = block + CharacterAt(buffer.subspan(block, kWideBlockBytes));
  const bool is_utf16 =
      character + 2 < block + kWideBlockBytes && buffer[character + 2] != std::byte{0};
  const std::size_t unit_bytes = is_utf16 ? 2 : 4;
  const auto is_text = [&](std::size_t at) {
    Form form{.unit_bytes = unit_bytes};
    return at + unit_bytes <= buffer.size() &&
           IsTextUnit(UnitAt(form, buffer.subspan(at, unit_bytes)));
  };
  std::size_t first = character;
  while (first >= unit_bytes && character - first < kRunUnitsMin * unit_bytes &&
         is_text(first - unit_bytes)) {
    first -= unit_bytes;
  }
  if (character - first == kRunUnitsMin * unit_bytes) return;
  const std::size_t zeros_before = unit_bytes - 1;
  const bool even = (chunk.buffer_offset + first) % 2 == 0;
  const bool big_endian = !even && first >= zeros_before &&
                          std::ranges::all_of(buffer.subspan(first - zeros_before, zeros_before),
                                              [](std::byte byte) { return byte == std::byte{0}; });
  const std::size_t begin = big_endian ? first - zeros_before : first;
  const std::size_t decided_at = begin + kRunUnitsMin * unit_bytes - 1;
  if (decided_at < chunk.owned_begin || decided_at >= chunk.owned_end) return;
  const Form form =
      is_utf16 ? Form{big_endian ? Encoding::kUtf16Be : Encoding::kUtf16Le, 2, !big_endian}
               : Form{big_endian ? Encoding::kUtf32Be : Encoding::kUtf32Le, 4, !big_endian};
  for (std::size_t unit = 0; unit < kRunUnitsMin; ++unit) {
    if (!IsTextUnit(UnitAt(form, buffer.subspan(begin + unit * unit_bytes, unit_bytes)))) return;
  }
  Open(form, false, chunk.buffer_offset + begin, sink);
  Continue(chunk, sink);
}

void WideText::Open(const Form& form, bool declared, std::uint64_t offset, DecodedSink& sink) {
  open_ = true;
  declared_ = declared;
  form_ = form;
  next_ = offset;
  sink.Begin(form.encoding, offset);
}

void WideText::Continue(const EncodedChunk& chunk, DecodedSink& sink) {
  auto at = static_cast<std::size_t>(next_ - chunk.buffer_offset);
  const std::size_t end = TextEnd(chunk, at);
  if (end > at) TakeText(chunk, at, end, sink);
  next_ = chunk.buffer_offset + end;
  if (end < chunk.owned_end) Close(sink);
}

// The first unit from `at` on that is no text, or that the chunk does not own.
std::size_t WideText::TextEnd(const EncodedChunk& chunk, std::size_t at) const {
  while (at < chunk.owned_end && chunk.buffer.size() - at >= form_.unit_bytes) {
    const std::uint32_t code = UnitAt(form_, chunk.buffer.subspan(at, form_.unit_bytes));
    if (declared_ ? code == 0 : !IsTextUnit(code)) break;
    at += form_.unit_bytes;
  }
  return at;
}

// Stretches of ASCII map a byte to a unit; any other character is on its own.
void WideText::TakeText(const EncodedChunk& chunk, std::size_t at, std::size_t end,
                        DecodedSink& sink) {
  const auto unit_bytes = static_cast<std::uint32_t>(form_.unit_bytes);
  std::size_t begin = at;
  const auto flush = [&](std::uint32_t text_unit) {
    if (!decoded_.empty()) {
      sink.Append(form_.encoding, decoded_,
                  {.source_begin = chunk.buffer_offset + begin,
                   .text_unit = text_unit,
                   .source_unit = unit_bytes});
    }
    WipeBytes(decoded_);
    decoded_.clear();
    begin = at;
  };
  for (; at < end; at += form_.unit_bytes) {
    const std::uint32_t code = UnitAt(form_, chunk.buffer.subspan(at, form_.unit_bytes));
    if (code < 0x80) {
      decoded_.push_back(static_cast<std::byte>(code));
      continue;
    }
    flush(1);
    const std::size_t bytes = AppendUtf8(code, decoded_);
    flush(static_cast<std::uint32_t>(bytes));
    begin = at + form_.unit_bytes;
  }
  flush(1);
}

void WideText::Close(DecodedSink& sink) {
  open_ = false;
  sink.End(form_.encoding);
}

std::uint32_t WideText::UnitAt(const Form& form, std::span<const std::byte> at) {
  std::uint32_t code = 0;
  for (std::size_t i = 0; i < form.unit_bytes; ++i) {
    const std::size_t index = form.little_endian ? form.unit_bytes - 1 - i : i;
    code = code << 8 | static_cast<std::uint32_t>(at[index]);
  }
  return code;
}

}  // namespace keytrail::decode
