#include "tests/support/encode.h"

#include <cctype>
#include <span>

#include <fmt/format.h>

#include "base/digest.h"

namespace keytrail::test_support {
namespace {

bool IsPlain(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Each character through `escape`, but letters and digits as they are.
template <typename Escape>
std::string EscapeOthers(std::string_view text, Escape escape) {
  std::string escaped;
  for (const char c : text) {
    escaped += IsPlain(c) ? std::string(1, c) : escape(c);
  }
  return escaped;
}

unsigned Code(char c) { return static_cast<unsigned char>(c); }

}  // namespace

std::string Widen(std::string_view text, std::size_t unit_bytes, bool little_endian) {
  std::string wide;
  for (const char c : text) {
    std::string unit(unit_bytes, '\0');
    unit[little_endian ? 0 : unit_bytes - 1] = c;
    wide += unit;
  }
  return wide;
}

std::string EncodeHex(std::string_view text, bool upper) {
  std::string hex;
  for (const char c : text)
    hex += upper ? fmt::format("{:02X}", Code(c)) : fmt::format("{:02x}", Code(c));
  return hex;
}

std::string EncodeBase32(std::string_view text) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string encoded;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = (bits << 8 | Code(c)) & 0xffff;
    for (count += 8; count >= 5; count -= 5) encoded += kAlphabet[bits >> (count - 5) & 31];
  }
  if (count > 0) encoded += kAlphabet[bits << (5 - count) & 31];
  while (encoded.size() % 8 != 0) encoded += '=';
  return encoded;
}

std::string EncodeBase64(std::string_view text) { return Base64Encode(AsBytes(text)); }

std::string EncodeBase64Url(std::string_view text) {
  std::string encoded = Base64Encode(AsBytes(text), false);
  for (char& c : encoded) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return encoded;
}

std::string Wrap(std::string_view text, std::size_t line_characters, std::string_view line_end) {
  std::string wrapped;
  for (std::size_t at = 0; at < text.size(); at += line_characters) {
    if (at > 0) wrapped += line_end;
    wrapped += text.substr(at, line_characters);
  }
  return wrapped;
}

std::string EncodePercent(std::string_view text) {
  return EscapeOthers(text, [](char c) { return fmt::format("%{:02X}", Code(c)); });
}

std::string EscapeJson(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
    } else {
      if (c == '"' || c == '\\' || c == '/') escaped += '\\';
      escaped += c;
    }
  }
  return escaped;
}

std::string EscapeUnicode(std::string_view text) {
  return EscapeOthers(text, [](char c) { return fmt::format("\\u{:04x}", Code(c)); });
}

std::string EscapeXml(std::string_view text) {
  return EscapeOthers(text, [](char c) -> std::string {
    if (c == '&') return "&amp;";
    if (c == '"') return "&quot;";
    return Code(c) % 2 == 0 ? fmt::format("&#{};", Code(c)) : fmt::format("&#x{:X};", Code(c));
  });
}

std::string EncodeQuotedPrintable(std::string_view text) {
  std::string encoded;
  std::size_t line = 0;
  for (const char c : text) {
    const bool plain = c == '\n' || (c >= ' ' && c <= '~' && c != '=');
    const std::string next = plain ? std::string(1, c) : fmt::format("={:02X}", Code(c));
    if (c != '\n' && line + next.size() > 75) {
      encoded += "=\r\n";
      line = 0;
    }
    encoded += next;
    line = c == '\n' ? 0 : line + next.size();
  }
  return encoded;
}

}  // namespace keytrail::test_support
