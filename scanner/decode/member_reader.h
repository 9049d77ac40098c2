// Reads what is inside a content: the members of an archive, what was compressed. Forward only, one
// member after the other, without holding more than a buffer of it.
//
// Everything here faces hostile bytes. One kind is opened at a time and nothing on its own: a tar
// inside gzip is a member of the gzip, which whoever reads it opens in turn and charges for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/status.h"
#include "scanner/decode/content_kind.h"

namespace keytrail::decode {

// Where a reader gets its content from.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The bytes that follow, valid until the next call; none at the end. Errors: any; they end the
  // reading.
  virtual StatusOr<std::span<const std::byte>> Next() = 0;
};

struct Member {
  std::string name;  // "etc/shadow"; empty where there is none to tell, as in gzip
  // How it lies in the content, as `decoded_by` says it: "gzip", "tar:etc/shadow".
  std::string decoded_by;
  bool encrypted = false;  // cannot be read
};

class MemberReader {
 public:
  virtual ~MemberReader() = default;

  // The next member that is a file with content; nothing behind the last. Errors: kDataLoss (the
  // content is damaged, or is not what it began as), those of the source.
  virtual StatusOr<std::optional<Member>> Next() = 0;

  // The next bytes of the member at hand: fills `buffer`, less only at the member's end. Errors:
  // kDataLoss, kUnimplemented (compressed in a way that is not known; the next member can be read),
  // those of the source.
  virtual StatusOr<std::span<const std::byte>> Read(std::span<std::byte> buffer) = 0;

  // Where in the content the member at hand begins, its header included, and how much of the
  // content was used up so far.
  virtual std::uint64_t offset() const = 0;
  virtual std::uint64_t position() const = 0;
};

// `source` must outlive the reader and begin where the content does. Errors: kInvalidArgument
// (kPlain), kInternal (out of memory in a library). Source: libarchive_read(3), zlib.h.
StatusOr<std::unique_ptr<MemberReader>> OpenMembers(ContentKind kind, ByteSource& source);

}  // namespace keytrail::decode
