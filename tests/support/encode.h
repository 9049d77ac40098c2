// Encoders for tests: what the decoders undo, written from the other side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace keytrail::test_support {

// Units of `unit_bytes` (2 or 4) of text in ASCII.
std::string Widen(std::string_view text, std::size_t unit_bytes, bool little_endian);
std::string EncodeHex(std::string_view text, bool upper = false);
std::string EncodeBase32(std::string_view text);
std::string EncodeBase64(std::string_view text);
std::string EncodeBase64Url(std::string_view text);
// `text` in lines of `line_characters`, each but the last followed by `line_end`.
std::string Wrap(std::string_view text, std::size_t line_characters, std::string_view line_end);
// Everything but letters and digits as %HH.
std::string EncodePercent(std::string_view text);
// What JSON must escape, and slashes.
std::string EscapeJson(std::string_view text);
// Everything but letters and digits as \\uHHHH.
std::string EscapeUnicode(std::string_view text);
// Everything but letters and digits as an entity, named where there is a name.
std::string EscapeXml(std::string_view text);
// In lines of 76 characters with soft line ends.
std::string EncodeQuotedPrintable(std::string_view text);

}  // namespace keytrail::test_support
