// One escape of a text: what it stands for, and whether it can hide a secret.
//
// Escapes are everywhere in ordinary text, and most change nothing about what a pattern finds:
// the "\n" that ends a string of a program, "&lt;" in a page. Those that can part a secret from
// what marks it, or stand inside of it, are worth undoing the text around them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "scanner/decode/encoding.h"

namespace keytrail::decode {

enum class EscapeWeight : std::uint8_t {
  kLight,  // undone only where the text around is
  kDense,  // worth undoing where several stand close together
  kHeavy   // worth undoing
};

struct Escape {
  std::size_t source_bytes = 0;
  std::array<std::byte, 4> text{};
  std::size_t text_bytes = 0;  // 0: stands for nothing
  EscapeWeight weight = EscapeWeight::kLight;
};

// The escape of `encoding` that begins at `at` of `text`, if one does. Shape: `encoding` is an
// escape's; kContextBytes or all of the text lie around `at`. Source: RFC 3986 (percent), RFC 8259
// and the C language (backslash), the XML and HTML specifications (entity), RFC 2045
// (quoted-printable).
std::optional<Escape> EscapeAt(Encoding encoding, std::span<const std::byte> text, std::size_t at);

// The byte that every escape of `encoding` begins with.
std::byte EscapeSign(Encoding encoding);

}  // namespace keytrail::decode
