// A source's bytes one after the other, across the pieces that they come in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/status.h"
#include "scanner/decode/member_reader.h"

namespace keytrail::decode {

// Threads: one.
class ByteCursor {
 public:
  // `source` must outlive the cursor.
  explicit ByteCursor(ByteSource& source) : source_(source) {}

  // What is left of the piece at hand, or the next one: empty at the end only.
  StatusOr<std::span<const std::byte>> Piece() {
    if (piece_.empty()) {
      KT_ASSIGN_OR_RETURN(piece_, source_.Next());
    }
    return piece_;
  }

  // Passes over bytes of the piece at hand.
  void Skip(std::size_t bytes) {
    piece_ = piece_.subspan(bytes);
    position_ += bytes;
  }

  // The next byte; nothing at the end.
  StatusOr<std::optional<std::uint8_t>> Byte() {
    KT_ASSIGN_OR_RETURN(const std::span<const std::byte> piece, Piece());
    if (piece.empty()) return std::optional<std::uint8_t>();
    Skip(1);
    return std::optional(static_cast<std::uint8_t>(piece.front()));
  }

  // How much was passed over.
  std::uint64_t position() const { return position_; }

 private:
  ByteSource& source_;
  std::span<const std::byte> piece_;
  std::uint64_t position_ = 0;
};

}  // namespace keytrail::decode
