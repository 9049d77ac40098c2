#include "scanner/decode/plausible.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/digest.h"
#include "scanner/decode/content_kind.h"

namespace keytrail::decode {
namespace {

bool IsTextByte(std::byte byte) {
  const auto c = static_cast<std::uint8_t>(byte);
  return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

// One byte in eight may be another: accents, or what came before the encoded text.
bool LooksLikeText(std::span<const std::byte> head) {
  const auto text_bytes = static_cast<std::size_t>(std::ranges::count_if(head, IsTextByte));
  return (head.size() - text_bytes) * 8 <= head.size();
}

// Each second byte is zero, and what lies between is text, one unit at each end set aside.
bool LooksLikeUtf16(std::span<const std::byte> head, std::size_t zero_at) {
  for (std::size_t i = 2; i + 4 <= head.size(); i += 2) {
    if (head[i + zero_at] != std::byte{0} || !IsTextByte(head[i + 1 - zero_at])) return false;
  }
  return true;
}

// A name and nothing behind it for long, as a tar begins.
bool LooksLikeTarName(std::span<const std::byte> head) {
  const auto name_end = std::ranges::find_if_not(head, IsTextByte);
  return name_end - head.begin() >= 3 && head.end() - name_end >= 8 &&
         std::all_of(name_end, head.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

// A DER sequence whose first member is a small version or another sequence, long or of an
// algorithm.
bool LooksLikeDer(std::string_view head) {
  if (head[0] != '\x30') return false;
  const auto length = static_cast<std::uint8_t>(head[1]);
  const std::size_t body = length == 0x82 ? 4 : length == 0x81 ? 3 : length < 0x80 ? 2 : 0;
  if (body == 0) return false;
  const std::string_view first = head.substr(body, 3);
  return (first.starts_with("\x02\x01") && static_cast<std::uint8_t>(first[2]) < 4) ||
         first.starts_with("\x30\x82") || first.starts_with("\x30\x81") ||
         (first[0] == '\x30' && first[2] == '\x06');
}

bool HasKnownMark(std::string_view head) {
  static constexpr std::string_view kMarks[] = {
      std::string_view("openssh-key-v1\0", 15),
      std::string_view("SQLite format 3\0", 16),
      "\x7f"
      "ELF",
      "\xfe\xed\xfe\xed",  // stores of Java, and of JCE
      "\xce\xce\xce\xce",
      std::string_view("\0\0\0\1\0\0\0\x14", 8),  // of Bouncy Castle, both versions
      std::string_view("\0\0\0\2\0\0\0\x14", 8),
      std::string_view("\x05\x02\0\0", 4),  // keytabs of Kerberos
      "\x03\xd9\xa2\x9a\x67\xfb\x4b",       // KeePass
  };
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return head.starts_with(mark); });
}

}  // namespace

bool IsPlausible(std::span<const std::byte> head) {
  const std::string_view text = AsText(head);
  return LooksLikeText(head) || LooksLikeUtf16(head, 0) || LooksLikeUtf16(head, 1) ||
         LooksLikeDer(text) || LooksLikeTarName(head) || HasKnownMark(text) ||
         ContentKindOf(head) != ContentKind::kPlain;
}

}  // namespace keytrail::decode
