// The encodings of text inside text, what a decoder is given of one, and where it puts what it
// decodes. Not for compression and archives (member_reader.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "scanner/decode/source_map.h"

namespace keytrail::decode {

enum class Encoding : std::uint8_t {
  kUtf16Le,
  kUtf16Be,
  kUtf32Le,
  kUtf32Be,
  kBase64,
  kBase32,
  kHex,
  kPercent,
  kBackslash,
  kEntity,
  kQuotedPrintable
};
inline constexpr std::size_t kEncodings = 11;

// As `decoded_by` says it.
constexpr std::string_view NameOf(Encoding encoding) {
  constexpr std::array<std::string_view, kEncodings> kNames = {
      "utf-16le", "utf-16be", "utf-32le", "utf-32be", "base64",          "base32",
      "hex",      "percent",  "json",     "xml",      "quoted-printable"};
  return kNames[static_cast<std::size_t>(encoding)];
}

// An escape stands for a character here and there; the text around it is as it was.
constexpr bool IsEscape(Encoding encoding) { return encoding >= Encoding::kPercent; }

// Digits stand for bytes of any kind, so that what they stand for may be an archive.
constexpr bool IsDigits(Encoding encoding) {
  return encoding >= Encoding::kBase64 && encoding <= Encoding::kHex;
}

// What a decoder may look at before and behind the bytes of a chunk that it is to decode.
inline constexpr std::size_t kContextBytes = 512;

// How a text was made by undoing escapes. What is an escape in it and was one before has been
// undone in another text, unless it is of an encoding behind that one: so each two that stand side
// by side, as entities and backslashes do in an attribute that holds JSON, are both undone in one
// text, once.
struct Unescaped {
  Encoding encoding = Encoding::kPercent;
  std::span<const std::uint64_t> at;  // where, as offsets in the text, sorted
};

// A piece of a text. Shape: pieces come in order, each owning what follows the last; before the
// owned bytes stand kContextBytes, or all that the text has, and behind them the same.
struct EncodedChunk {
  std::span<const std::byte> buffer;
  std::uint64_t buffer_offset = 0;  // of buffer in the text
  std::size_t owned_begin = 0;      // in buffer
  std::size_t owned_end = 0;
  std::optional<Unescaped> unescaped = std::nullopt;  // absent: no escapes were undone to get at it

  std::uint64_t owned_end_offset() const { return buffer_offset + owned_end; }
};

// Takes decoded stretches. Of one encoding at most one is open; stretches of several overlap.
class DecodedSink {
 public:
  virtual ~DecodedSink() = default;
  virtual void Begin(Encoding encoding, std::uint64_t source_offset) = 0;
  // Shape: `bytes` is not empty.
  virtual void Append(Encoding encoding, std::span<const std::byte> bytes,
                      const SourceUnits& units) = 0;
  virtual void End(Encoding encoding) = 0;
};

}  // namespace keytrail::decode
