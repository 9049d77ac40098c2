// Text in UTF-16 and UTF-32, of either byte order: whole files with a byte-order mark, and runs of
// it inside programs and databases.
//
// A run is kRunUnitsMin characters or more of ASCII or Latin-1. Which byte order is meant shows in
// where the zeros stand; where both readings would do, characters at even offsets are
// little-endian. Behind a byte-order mark at the beginning, everything up to the first zero unit is
// text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scanner/decode/encoding.h"

namespace keytrail::decode {

// Threads: one. A text at a time.
class WideText {
 public:
  static constexpr std::size_t kRunUnitsMin = 16;
  static constexpr std::size_t kRunBytesMinMax = kRunUnitsMin * 4;

  void BeginText();
  // `blocks` are the marks of wide text, as offsets in chunk.buffer.
  void Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> blocks, DecodedSink& sink);
  void EndText(DecodedSink& sink);

 private:
  struct Form {
    Encoding encoding = Encoding::kUtf16Le;
    std::size_t unit_bytes = 2;
    bool little_endian = true;
  };

  void OpenAtByteOrderMark(const EncodedChunk& chunk, DecodedSink& sink);
  void TryBlock(const EncodedChunk& chunk, std::size_t block, DecodedSink& sink);
  void Open(const Form& form, bool declared, std::uint64_t offset, DecodedSink& sink);
  void Continue(const EncodedChunk& chunk, DecodedSink& sink);
  void TakeText(const EncodedChunk& chunk, std::size_t at, std::size_t end, DecodedSink& sink);
  std::size_t TextEnd(const EncodedChunk& chunk, std::size_t at) const;
  void Close(DecodedSink& sink);

  static std::uint32_t UnitAt(const Form& form, std::span<const std::byte> at);

  bool open_ = false;
  bool declared_ = false;  // by a byte-order mark
  Form form_;
  std::uint64_t next_ = 0;          // offset in the text of what is not taken yet
  std::vector<std::byte> decoded_;  // wiped and empty between calls
};

}  // namespace keytrail::decode
