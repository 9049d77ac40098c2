#include "scanner/decode/escape.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "scanner/decode/utf8.h"

namespace keytrail::decode {
namespace {

// Lines that quoted-printable breaks are filled up to 76 characters.
constexpr std::size_t kSoftLineBytesMin = 60;
constexpr std::size_t kSoftLineBytesMax = 77;
// "&#x10FFFF;" is the longest that makes sense.
constexpr std::size_t kEntityBytesMax = 10;

std::optional<std::uint32_t> HexValue(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const bool decimal = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    if (!decimal && (lower < 'a' || lower > 'f')) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(decimal ? c - '0' : lower - 'a' + 10);
  }
  return value;
}

bool IsWordCharacter(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

bool IsText(std::uint32_t code) {
  return (code >= 0x20 && code < 0x7f) || code == '\n' || code == '\r' || code == '\t';
}

Escape OneByte(std::size_t source_bytes, std::uint32_t value, bool may_hide) {
  return {.source_bytes = source_bytes,
          .text = {static_cast<std::byte>(value)},
          .text_bytes = 1,
          .may_hide = may_hide};
}

Escape CodePoint(std::size_t source_bytes, std::uint32_t code) {
  Escape escape{.source_bytes = source_bytes, .may_hide = IsText(code)};
  std::vector<std::byte> utf8;
  escape.text_bytes = AppendUtf8(code, utf8);
  std::ranges::copy(utf8, escape.text.begin());
  return escape;
}

// `rest` begins at the escape's sign, here and below.
std::optional<Escape> Percent(std::string_view rest) {
  if (rest.size() < 3) return std::nullopt;
  const auto value = HexValue(rest.substr(1, 2));
  if (!value.has_value()) return std::nullopt;
  return OneByte(3, *value, IsText(*value));
}

std::optional<Escape> HexBackslash(std::string_view rest, std::size_t digits) {
  if (rest.size() < 2 + digits) return std::nullopt;
  const auto value = HexValue(rest.substr(2, digits));
  if (!value.has_value()) return std::nullopt;
  return digits == 2 ? OneByte(4, *value, IsText(*value)) : CodePoint(2 + digits, *value);
}

// A line end before a word parts the word from what marks its beginning.
bool SpaceMayHide(std::string_view behind) {
  return !behind.empty() && (IsWordCharacter(behind[0]) || behind[0] == '[' || behind[0] == '-' ||
                             behind[0] == '/' || behind[0] == '$');
}

// Two backslashes may hide what they and what follows stand for in turn.
bool BackslashMayHide(std::string_view behind) {
  if (behind.empty()) return false;
  switch (behind[0]) {
    case '/': return true;
    case 'u': return HexValue(behind.substr(1, 4)).has_value() && behind.size() > 4;
    case 'n':
    case 'r': return SpaceMayHide(behind.substr(1));
    default: return false;
  }
}

std::optional<Escape> Backslash(std::string_view rest) {
  if (rest.size() < 2) return std::nullopt;
  const std::string_view behind = rest.substr(2);
  switch (rest[1]) {
    case '"':
    case '\'':
    case '/': return OneByte(2, static_cast<std::uint8_t>(rest[1]), true);
    case '\\': return OneByte(2, '\\', BackslashMayHide(behind));
    case 'n': return OneByte(2, '\n', SpaceMayHide(behind));
    case 'r': return OneByte(2, '\r', SpaceMayHide(behind));
    case 't': return OneByte(2, '\t', SpaceMayHide(behind));
    case 'u': return HexBackslash(rest, 4);
    case 'x': return HexBackslash(rest, 2);
    default: return std::nullopt;
  }
}

std::optional<Escape> NumericEntity(std::string_view digits, std::size_t source_bytes) {
  const bool hex = digits.starts_with('x') || digits.starts_with('X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  if (hex) {
    const auto value = HexValue(digits);
    return value.has_value() ? std::optional(CodePoint(source_bytes, *value)) : std::nullopt;
  }
  std::uint32_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return CodePoint(source_bytes, value);
}

std::optional<Escape> Entity(std::string_view rest) {
  static constexpr std::pair<std::string_view, char> kNames[] = {
      {"amp", '&'}, {"quot", '"'}, {"apos", '\''}, {"lt", '<'}, {"gt", '>'}, {"nbsp", ' '}};
  const std::size_t end = rest.substr(0, kEntityBytesMax).find(';');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view name = rest.substr(1, end - 1);
  if (name.starts_with('#')) return NumericEntity(name.substr(1), end + 1);
  const auto known =
      std::ranges::find_if(kNames, [&](const auto& each) { return each.first == name; });
  if (known == std::end(kNames)) return std::nullopt;
  return OneByte(end + 1, static_cast<std::uint8_t>(known->second), true);
}

// `line` is what stands before the sign.
std::optional<Escape> SoftLineEnd(std::string_view line, std::size_t source_bytes) {
  line = line.substr(line.size() - std::min(line.size(), kSoftLineBytesMax + 1));
  const std::size_t newline = line.rfind('\n');
  const std::size_t line_bytes =
      newline == std::string_view::npos ? line.size() : line.size() - newline - 1;
  const bool is_full = line_bytes >= kSoftLineBytesMin && line_bytes < kSoftLineBytesMax;
  return Escape{.source_bytes = source_bytes, .may_hide = is_full};
}

std::optional<Escape> QuotedPrintable(std::string_view line, std::string_view rest) {
  if (rest.substr(1).starts_with('\n')) return SoftLineEnd(line, 2);
  if (rest.substr(1).starts_with("\r\n")) return SoftLineEnd(line, 3);
  if (rest.size() < 3) return std::nullopt;
  const auto value = HexValue(rest.substr(1, 2));
  const auto is_lower = [](char c) { return c >= 'a'; };
  if (!value.has_value() || std::ranges::any_of(rest.substr(1, 2), is_lower)) return std::nullopt;
  return OneByte(3, *value, *value == '=');
}

}  // namespace

std::byte EscapeSign(Encoding encoding) {
  switch (encoding) {
    case Encoding::kPercent: return std::byte{'%'};
    case Encoding::kEntity: return std::byte{'&'};
    case Encoding::kQuotedPrintable: return std::byte{'='};
    default: return std::byte{'\\'};
  }
}

std::optional<Escape> EscapeAt(Encoding encoding, std::span<const std::byte> text, std::size_t at) {
  const std::string_view whole = AsText(text);
  const std::string_view rest = whole.substr(at);
  switch (encoding) {
    case Encoding::kPercent: return Percent(rest);
    case Encoding::kBackslash: return Backslash(rest);
    case Encoding::kEntity: return Entity(rest);
    case Encoding::kQuotedPrintable: return QuotedPrintable(whole.substr(0, at), rest);
    default: return std::nullopt;
  }
}

bool IsWrittenForm(std::span<const std::byte> text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at) {
    switch (static_cast<char>(text[at])) {
      case '\0': return true;
      case '\\':
        if (EscapeAt(Encoding::kBackslash, text, at).has_value()) return true;
        break;
      case '&':
        if (EscapeAt(Encoding::kEntity, text, at).has_value()) return true;
        break;
      default: break;
    }
  }
  return false;
}

}  // namespace keytrail::decode
