// Text with escapes in it: percent, backslashes, entities, quoted-printable.
//
// Undoing the escapes of a whole file would mean to scan most files twice. So only the text around
// an escape that can hide a secret is undone: kReachBytes before and behind it, and what is left of
// the token there, in one stretch where those meet.
#pragma once

#include <cstdint>
#include <span>

#include "scanner/decode/encoding.h"
#include "scanner/decode/escape.h"

namespace keytrail::decode {

// Threads: one. A text at a time.
class EscapedText {
 public:
  static constexpr std::size_t kReachBytes = 256;

  explicit EscapedText(Encoding encoding) : encoding_(encoding), sign_(EscapeSign(encoding)) {}

  void BeginText();
  // `signs` are the marks of escapes, as offsets in chunk.buffer; those of other escapes are passed
  // over.
  void Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> signs, DecodedSink& sink);
  void EndText(DecodedSink& sink);

 private:
  bool IsFresh(const EncodedChunk& chunk, std::uint64_t offset) const;
  void Reach(const EncodedChunk& chunk, std::uint64_t offset, DecodedSink& sink);
  void Advance(const EncodedChunk& chunk, std::uint64_t end_offset, DecodedSink& sink);
  void TakeTo(const EncodedChunk& chunk, std::uint64_t end_offset, DecodedSink& sink);
  void TakePlain(const EncodedChunk& chunk, std::size_t begin, std::size_t end, DecodedSink& sink);
  void Close(DecodedSink& sink);

  const Encoding encoding_;
  const std::byte sign_;
  bool open_ = false;
  std::uint64_t next_ = 0;         // offset in the text of what is not taken yet
  std::uint64_t reach_end_ = 0;    // how far the open stretch goes
  std::uint64_t token_limit_ = 0;  // how far it may go on to end with a token
  std::uint64_t escape_end_ = 0;   // of the last escape: signs before are part of it
};

}  // namespace keytrail::decode
