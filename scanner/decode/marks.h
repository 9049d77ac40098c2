// Where in a text something may be encoded: one fast pass over the bytes, whose marks the decoders
// then look at closely. A mark promises nothing; no mark, no encoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace keytrail::decode {

// Offsets in the text looked at, each list ascending.
struct Marks {
  // Backslashes, percent, ampersand and equals signs before what can go on as an escape.
  std::vector<std::uint32_t> escapes;
  // Begins of kBlockBytes characters of the alphabet of base64 (both forms; it holds those of hex
  // and base32).
  std::vector<std::uint32_t> digits;
  // Begins of kWideBlockBytes bytes of which each second is zero, and not all.
  std::vector<std::uint32_t> wide;

  void Clear();
};

// Blocks of so many bytes are looked at, so far apart.
inline constexpr std::size_t kBlockBytes = 16;
inline constexpr std::size_t kDigitStrideBytes = 24;
inline constexpr std::size_t kWideBlockBytes = 8;
inline constexpr std::size_t kWideStrideBytes = 24;

// Stretches of at least this length have a mark.
inline constexpr std::size_t kMarkedDigitsMin = kDigitStrideBytes + kBlockBytes - 1;
inline constexpr std::size_t kMarkedWideBytesMin = kWideStrideBytes + kWideBlockBytes - 1;

// Looks at `text` from `begin` up to and not including `end`; escapes are looked for from
// `escapes_begin` only. What a block at the end needs is read beyond `end` where `text` goes on.
// Shape: begin <= escapes_begin <= end <= text.size() <= 2^32. Clears `marks` first.
void FindMarks(std::span<const std::byte> text, std::size_t begin, std::size_t escapes_begin,
               std::size_t end, Marks& marks);

}  // namespace keytrail::decode
