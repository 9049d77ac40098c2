// Runs of base64, base32 and hexadecimal digits in a text.
//
// A run begins where its alphabet begins and must be long enough to tell; what its first digits
// decode to decides whether it is decoded at all, tried at each phase, for a word may stand right
// before it. It may go on over line ends, real or escaped, and indentation, between whole groups.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scanner/decode/encoding.h"

namespace keytrail::decode {

// One of the three. Immutable.
struct DigitSystem {
  Encoding encoding = Encoding::kBase64;
  unsigned bits = 0;               // of a digit
  std::uint32_t group_digits = 0;  // fewest that are whole bytes
  std::uint32_t group_bytes = 0;
  std::size_t run_digits_min = 0;       // to be taken for a run
  std::array<std::int8_t, 256> values;  // -1: no digit
};

const DigitSystem& Base64Digits();  // both alphabets, "+/" and "-_"
const DigitSystem& Base32Digits();
const DigitSystem& HexDigits();

// The longest of run_digits_min.
inline constexpr std::size_t kRunDigitsMinMax = 48;

// Threads: one. A text at a time.
class DigitRuns {
 public:
  explicit DigitRuns(const DigitSystem& system) : system_(system) {}
  ~DigitRuns();
  DigitRuns(const DigitRuns&) = delete;
  DigitRuns& operator=(const DigitRuns&) = delete;

  void BeginText();
  // `blocks` are the marks of runs, as offsets in chunk.buffer.
  void Decode(const EncodedChunk& chunk, std::span<const std::uint32_t> blocks, DecodedSink& sink);
  void EndText(DecodedSink& sink);

 private:
  bool IsDigit(std::byte byte) const { return system_.values[static_cast<std::size_t>(byte)] >= 0; }
  std::uint32_t ValueOf(std::byte byte) const {
    return static_cast<std::uint32_t>(system_.values[static_cast<std::size_t>(byte)]);
  }
  void TryBlock(const EncodedChunk& chunk, std::size_t block, DecodedSink& sink);
  std::optional<std::size_t> FindPhase(std::span<const std::byte> head) const;
  void Open(std::uint64_t offset, DecodedSink& sink);
  void Continue(const EncodedChunk& chunk, DecodedSink& sink);
  std::size_t TakeDigits(const EncodedChunk& chunk, std::size_t at, DecodedSink& sink);
  void TakeDigit(std::byte digit, std::uint64_t offset, DecodedSink& sink);
  void FlushPending(DecodedSink& sink);
  std::span<const std::byte> DecodeGroups(std::span<const std::byte> digits,
                                          std::span<std::byte> decoded) const;
  std::size_t Interruption(std::span<const std::byte> rest);
  void Finish(DecodedSink& sink);

  const DigitSystem& system_;
  bool open_ = false;
  std::uint64_t next_ = 0;           // offset in the text: what is not taken yet, or is passed over
  std::uint64_t line_digits_ = 0;    // taken of the line at hand
  std::vector<std::byte> pending_;   // digits of an unfinished group
  std::uint64_t pending_begin_ = 0;  // where the first of them stands
  std::uint64_t pending_end_ = 0;
};

}  // namespace keytrail::decode
