#include "base/text.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace keytrail {
namespace {

// Length of the well-formed UTF-8 sequence at `i`, or 0. Source: Unicode standard, table 3-7.
std::size_t SequenceLength(std::string_view text, std::size_t i) {
  const auto at = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = at(i);
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (i + length > text.size() || at(i + 1) < low || at(i + 1) > high) return 0;
  for (std::size_t k = 2; k < length; ++k) {
    if (at(i + k) < 0x80 || at(i + k) > 0xBF) return 0;
  }
  return length;
}

// Control characters, C1 controls (U+0080–U+009F) and the bidirectional overrides do not reach a
// terminal.
bool IsHostile(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (lead < 0x20 || lead == 0x7F) return true;
  if (sequence.size() == 2 && lead == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0)
    return true;
  return sequence.size() == 3 && lead == 0xE2 &&
         ((sequence[1] == '\x80' && sequence[2] >= '\xAA' && sequence[2] <= '\xAE') ||
          (sequence[1] == '\x81' && sequence[2] >= '\xA6' && sequence[2] <= '\xA9'));
}

constexpr std::size_t kLabelBytesMax = 128;
constexpr std::size_t kTokenRunMin = 20;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// `run` is of letters and digits only.
bool LooksLikeToken(std::string_view run) {
  return run.size() >= kTokenRunMin &&
         (std::ranges::any_of(run, IsDigit) ||
          (std::ranges::any_of(run, IsLower) && std::ranges::any_of(run, IsUpper)));
}

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool IsHarmlessLabel(std::string_view text) {
  static constexpr std::string_view kMarks = "._@:+-";
  if (text.empty() || text.size() > kLabelBytesMax) return false;
  std::size_t run_start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool in_run =
        i < text.size() && (IsLower(text[i]) || IsUpper(text[i]) || IsDigit(text[i]));
    if (in_run) continue;
    if (i < text.size() && kMarks.find(text[i]) == std::string_view::npos) return false;
    if (LooksLikeToken(text.substr(run_start, i - run_start))) return false;
    run_start = i + 1;
  }
  return true;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = SequenceLength(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::string EscapeForDisplay(std::string_view bytes) {
  std::string clean;
  bool escaped = false;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = SequenceLength(bytes, i);
    const std::string_view sequence = bytes.substr(i, length == 0 ? 1 : length);
    if (length == 0 || IsHostile(sequence)) {
      for (const char c : sequence)
        clean += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      escaped = true;
    } else {
      clean += sequence;
    }
    i += sequence.size();
  }
  if (!escaped || bytes.find('\\') == std::string_view::npos) return clean;
  std::string doubled;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = SequenceLength(bytes, i);
    const std::string_view sequence = bytes.substr(i, length == 0 ? 1 : length);
    if (length == 0 || IsHostile(sequence)) {
      for (const char c : sequence)
        doubled += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else if (sequence == "\\") {
      doubled += "\\\\";
    } else {
      doubled += sequence;
    }
    i += sequence.size();
  }
  return doubled;
}

}  // namespace keytrail
