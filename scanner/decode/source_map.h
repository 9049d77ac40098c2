// Where decoded bytes came from: a piecewise map from offsets of a decoded text to ranges of the
// content that it was found in, through any number of decodings on top of each other.
//
// Each piece is linear in units: three decoded bytes of base64 are four characters, one of UTF-16
// two bytes. A unit is never split: the place of one decoded byte is its whole unit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace keytrail::decode {

// End excluded.
struct SourceRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  auto operator<=>(const SourceRange&) const = default;
};

// How a run of decoded bytes lies in what it was decoded from: every `text_unit` of them come from
// `source_unit` bytes, the first from `source_begin`. The last unit may be short of text.
struct SourceUnits {
  std::uint64_t source_begin = 0;
  std::uint32_t text_unit = 1;
  std::uint32_t source_unit = 1;
};

// Threads: one.
class SourceMap {
 public:
  // Forgets everything; decoded offsets begin at 0 again.
  void Clear();

  // The next `text_bytes` (at least 1) of decoded text. `below` maps the offsets of `units` further
  // down and covers them; null where they are the content's own.
  void Append(std::uint64_t text_bytes, const SourceUnits& units, const SourceMap* below);

  // The smallest range of the content that covers the decoded bytes [begin, end). Shape: not empty,
  // appended, not dropped.
  SourceRange Find(std::uint64_t begin, std::uint64_t end) const;

  // Forgets pieces that end at or before `offset`.
  void DropBefore(std::uint64_t offset);

  std::uint64_t text_end() const { return text_end_; }

 private:
  struct Piece {
    std::uint64_t text_begin = 0;
    SourceUnits units;
  };

  const Piece& PieceAt(std::uint64_t offset) const;
  std::uint64_t EndOf(const Piece& piece) const;
  SourceRange UnitAt(std::uint64_t offset) const;
  void AppendUnit(std::uint32_t text_bytes, const SourceRange& source);
  void AppendPiece(std::uint64_t text_bytes, const SourceUnits& units);

  std::deque<Piece> pieces_;
  std::uint64_t text_end_ = 0;
};

}  // namespace keytrail::decode
