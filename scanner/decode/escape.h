// One escape of a text: what it stands for, and whether it can hide a secret.
//
// Escapes are everywhere in ordinary text, and most change nothing about what a pattern finds:
// the "\n" that ends a string of a program, "%0A". Those that can part a secret from what marks it,
// or stand inside of it, are worth undoing the text around them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "scanner/decode/encoding.h"

namespace keytrail::decode {

struct Escape {
  std::size_t source_bytes = 0;
  std::array<std::byte, 4> text{};
  std::size_t text_bytes = 0;  // 0: stands for nothing
  bool may_hide = false;       // can part a secret from what marks it, or stand inside of it
};

// The escape of `encoding` that begins at `at` of `text`, if one does. Shape: `encoding` is an
// escape's; kContextBytes or all of the text lie around `at`. Source: RFC 3986 (percent), RFC 8259
// and the C language (backslash), the XML and HTML specifications (entity), RFC 2045
// (quoted-printable).
std::optional<Escape> EscapeAt(Encoding encoding, std::span<const std::byte> text, std::size_t at);

// Whether the bytes [begin, end) of `text` are not what is meant, but how it is written: an escape
// begins among them, or a zero of wide text stands there. Escapes with percent are none here, for a
// URL has its secrets so. Shape: kContextBytes or all of the text lie around them.
bool IsWrittenForm(std::span<const std::byte> text, std::size_t begin, std::size_t end);

// The byte that every escape of `encoding` begins with.
std::byte EscapeSign(Encoding encoding);

}  // namespace keytrail::decode
