// What a content is, told by its first bytes and never by its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace keytrail::decode {

enum class ContentKind : std::uint8_t {
  kPlain,  // nothing that is opened
  kGzip,
  kXz,
  kZstd,
  kBzip2,
  kLz4,
  kZip,
  kTar,
  kCpio,
  kAr,
  kZlib,
  kGitPack,
  kPdf
};

// How many first bytes say it for every kind; fewer say it for all but tar.
inline constexpr std::size_t kContentKindBytes = 512;

// Source: RFC 1952, RFC 1950, RFC 8878, the XZ and LZ4 frame format descriptions, PKWARE's
// APPNOTE.TXT, POSIX pax and cpio, ar(5), gitformat-pack(5), ISO 32000-1.
ContentKind ContentKindOf(std::span<const std::byte> head);

}  // namespace keytrail::decode
