#include "scanner/decode/source_map.h"

#include <algorithm>

#include "base/check.h"

namespace keytrail::decode {

void SourceMap::Clear() {
  pieces_.clear();
  text_end_ = 0;
}

// A unit that lies within one piece of `below`, whose own units are single bytes of text, scales
// with it; any other is a piece of its own.
void SourceMap::Append(std::uint64_t text_bytes, const SourceUnits& units, const SourceMap* below) {
  if (below == nullptr) return AppendPiece(text_bytes, units);
  std::uint64_t source = units.source_begin;
  while (text_bytes > 0) {
    const Piece& piece = below->PieceAt(source);
    const std::uint64_t whole_units = (below->EndOf(piece) - source) / units.source_unit;
    if (piece.units.text_unit == 1 && whole_units > 0) {
      const std::uint64_t taken = std::min(text_bytes, whole_units * units.text_unit);
      AppendPiece(taken, {.source_begin = below->UnitAt(source).begin,
                          .text_unit = units.text_unit,
                          .source_unit = units.source_unit * piece.units.source_unit});
      text_bytes -= taken;
      source += whole_units * units.source_unit;
    } else {
      const auto taken =
          static_cast<std::uint32_t>(std::min<std::uint64_t>(text_bytes, units.text_unit));
      AppendUnit(taken, below->Find(source, source + units.source_unit));
      text_bytes -= taken;
      source += units.source_unit;
    }
  }
}

SourceRange SourceMap::Find(std::uint64_t begin, std::uint64_t end) const {
  KT_CHECK(begin < end);
  return {UnitAt(begin).begin, UnitAt(end - 1).end};
}

void SourceMap::DropBefore(std::uint64_t offset) {
  while (!pieces_.empty() && EndOf(pieces_.front()) <= offset) pieces_.pop_front();
}

const SourceMap::Piece& SourceMap::PieceAt(std::uint64_t offset) const {
  const auto behind = std::ranges::upper_bound(pieces_, offset, {}, &Piece::text_begin);
  KT_CHECK(behind != pieces_.begin() && offset < text_end_);
  return *std::prev(behind);
}

std::uint64_t SourceMap::EndOf(const Piece& piece) const {
  if (&piece == &pieces_.back()) return text_end_;
  const auto next = std::ranges::upper_bound(pieces_, piece.text_begin, {}, &Piece::text_begin);
  return next->text_begin;
}

SourceRange SourceMap::UnitAt(std::uint64_t offset) const {
  const Piece& piece = PieceAt(offset);
  const std::uint64_t unit = (offset - piece.text_begin) / piece.units.text_unit;
  const std::uint64_t begin = piece.units.source_begin + unit * piece.units.source_unit;
  return {begin, begin + piece.units.source_unit};
}

void SourceMap::AppendUnit(std::uint32_t text_bytes, const SourceRange& source) {
  AppendPiece(text_bytes, {.source_begin = source.begin,
                           .text_unit = text_bytes,
                           .source_unit = static_cast<std::uint32_t>(source.end - source.begin)});
}

// Joins the last piece when the text goes on as it did.
void SourceMap::AppendPiece(std::uint64_t text_bytes, const SourceUnits& units) {
  const std::uint64_t begin = text_end_;
  text_end_ += text_bytes;
  if (!pieces_.empty()) {
    const Piece& last = pieces_.back();
    const std::uint64_t last_bytes = begin - last.text_begin;
    const std::uint64_t last_units = last_bytes / last.units.text_unit;
    if (last.units.text_unit == units.text_unit && last.units.source_unit == units.source_unit &&
        last_bytes % units.text_unit == 0 &&
        last.units.source_begin + last_units * units.source_unit == units.source_begin) {
      return;
    }
  }
  pieces_.push_back({begin, units});
}

}  // namespace keytrail::decode
