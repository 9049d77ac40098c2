#include "cli/style.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace keytrail::cli {
namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// Source: Unicode 15, EastAsianWidth.txt (W and F), rounded to whole blocks.
constexpr CodePointRange kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};
// Source: Unicode 15, categories Mn, Me and Cf, the common blocks.
constexpr CodePointRange kZeroWidth[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},   {0x064B, 0x065F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x2060, 0x2064},   {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

struct Character {
  char32_t code_point = 0;
  std::size_t bytes = 1;
};

// The character at `i`; a byte that begins none counts as itself.
Character CharacterAt(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes == 1 || i + bytes > text.size()) return {.code_point = lead, .bytes = 1};
  char32_t code_point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t k = 1; k < bytes; ++k) {
    code_point = (code_point << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
  }
  return {.code_point = code_point, .bytes = bytes};
}

template <std::size_t kSize>
bool IsIn(const CodePointRange (&ranges)[kSize], char32_t code_point) {
  return std::ranges::any_of(ranges, [&](const CodePointRange& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

std::size_t ColumnsOf(char32_t code_point) {
  if (code_point < 0x300) return 1;
  if (IsIn(kZeroWidth, code_point)) return 0;
  return IsIn(kWide, code_point) ? 2 : 1;
}

std::string_view EscapeSequenceOf(Ink ink) {
  switch (ink) {
    case Ink::kPlain: return "";
    case Ink::kBold: return "\x1b[1m";
    case Ink::kDim: return "\x1b[2m";
    case Ink::kRed: return "\x1b[31m";
    case Ink::kYellow: return "\x1b[33m";
    case Ink::kGreen: return "\x1b[32m";
    case Ink::kCyan: return "\x1b[36m";
  }
  return "";
}

constexpr std::size_t kWidthColumnsMin = 40;
constexpr std::size_t kWidthColumnsUnknown = 80;

}  // namespace

Style StyleOf(int descriptor) {
  if (::isatty(descriptor) == 0) return {};
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  winsize size{};
  const bool sized = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return {.colour = (no_color == nullptr || no_color[0] == '\0') && !dumb,
          .width_columns =
              std::max<std::size_t>(sized ? size.ws_col : kWidthColumnsUnknown, kWidthColumnsMin)};
}

std::string Paint(std::string_view text, Ink ink, const Style& style) {
  if (!style.colour || ink == Ink::kPlain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", EscapeSequenceOf(ink), text);
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Character character = CharacterAt(text, i);
    columns += ColumnsOf(character.code_point);
    i += character.bytes;
  }
  return columns;
}

std::string FitEnd(std::string_view text, std::size_t columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character character = CharacterAt(text, end);
    const std::size_t wide = ColumnsOf(character.code_point);
    if (used + wide + 1 > columns) break;
    used += wide;
    end += character.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string HumanCount(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

std::string Counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", HumanCount(count), noun, count == 1 ? "" : "s");
}

std::string HumanBytes(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1023.5 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  const bool one_decimal = unit > 0 && value < 9.95;
  return one_decimal ? fmt::format("{:.1f} {}", value, kUnits[unit])
                     : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string HumanSeconds(std::uint64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

}  // namespace keytrail::cli
