#include "scanner/decode/content_kind.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/digest.h"

namespace keytrail::decode {
namespace {

constexpr std::size_t kTarChecksumAt = 148;
constexpr std::size_t kTarChecksumBytes = 8;

// The header's checksum, counted with its own field as blanks, in octal.
bool IsTarHeader(std::string_view head) {
  if (head.size() < kContentKindBytes || head[0] == '\0') return false;
  unsigned sum = 0;
  for (std::size_t i = 0; i < kContentKindBytes; ++i) {
    const bool in_field = i >= kTarChecksumAt && i < kTarChecksumAt + kTarChecksumBytes;
    sum += in_field ? ' ' : static_cast<unsigned char>(head[i]);
  }
  unsigned stated = 0;
  for (const char c : head.substr(kTarChecksumAt, kTarChecksumBytes)) {
    if (c == ' ') continue;
    if (c < '0' || c > '7') break;
    stated = stated * 8 + static_cast<unsigned>(c - '0');
  }
  return stated == sum;
}

// CMF and FLG: deflate, a window of 32 KiB, no preset dictionary, the check of both; then a block
// of a type that exists.
bool IsZlibHeader(std::string_view head) {
  if (head.size() < 3 || head[0] != '\x78') return false;
  const auto flags = static_cast<std::uint8_t>(head[1]);
  if ((0x7800 + flags) % 31 != 0 || (flags & 0x20) != 0) return false;
  return (static_cast<std::uint8_t>(head[2]) & 0x06) != 0x06;
}

}  // namespace

ContentKind ContentKindOf(std::span<const std::byte> head) {
  static constexpr std::pair<std::string_view, ContentKind> kMarks[] = {
      {"\x1f\x8b\x08", ContentKind::kGzip},
      {std::string_view("\xfd"
                        "7zXZ\0",
                        6),
       ContentKind::kXz},
      {"\x28\xb5\x2f\xfd", ContentKind::kZstd},
      {"BZh", ContentKind::kBzip2},
      {"\x04\x22\x4d\x18", ContentKind::kLz4},
      {"PK\x03\x04", ContentKind::kZip},
      {"070701", ContentKind::kCpio},
      {"070702", ContentKind::kCpio},
      {"070707", ContentKind::kCpio},
      {"!<arch>\n", ContentKind::kAr},
      {std::string_view("PACK\0\0\0", 7), ContentKind::kGitPack},
      {"%PDF-", ContentKind::kPdf}};
  const std::string_view text = AsText(head);
  const auto known =
      std::ranges::find_if(kMarks, [&](const auto& mark) { return text.starts_with(mark.first); });
  if (known != std::end(kMarks)) return known->second;
  if (IsZlibHeader(text)) return ContentKind::kZlib;
  return IsTarHeader(text) ? ContentKind::kTar : ContentKind::kPlain;
}

}  // namespace keytrail::decode
