// What host and probe say to each other over the scratch disk: docs/formats/probe-stream.md in C++.
//
// The scratch disk holds four areas: a request (host to probe), a response, metadata records, and
// file content. All numbers are little-endian; both sides are of one build and of one architecture.
// The host trusts nothing that the probe writes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace keytrail::disk::probe {

static_assert(std::endian::native == std::endian::little, "structs go to the disk as they are");

inline constexpr std::uint64_t kRequestMagic = 0x31515250544b5453;   // "STKTPRQ1"
inline constexpr std::uint64_t kResponseMagic = 0x31535250544b5453;  // "STKTPRS1"
inline constexpr std::uint32_t kVersion = 2;

// Scratch disk
// -------------------------------------------------------------------------------------------------
inline constexpr std::uint64_t kBlockBytes = 4096;
inline constexpr std::uint64_t kRequestOffset = 0;
inline constexpr std::uint64_t kRequestBytes = 2 * 1024 * 1024;
inline constexpr std::uint64_t kResponseOffset = kRequestOffset + kRequestBytes;
inline constexpr std::uint64_t kResponseBytes = 1024 * 1024;
inline constexpr std::uint64_t kMetadataOffset = kResponseOffset + kResponseBytes;
inline constexpr std::uint64_t kMetadataBytesMax = 64 * 1024 * 1024;
inline constexpr std::uint64_t kScratchBytesMin = 5 * 1024 * 1024;

// Where the areas lie on a scratch disk of a given size. A pure function, so that both sides agree.
struct Layout {
  std::uint64_t metadata_bytes = 0;
  std::uint64_t content_offset = 0;
  std::uint64_t content_bytes = 0;
};

// `scratch_bytes` is at least kScratchBytesMin and a multiple of kBlockBytes.
constexpr Layout LayoutOf(std::uint64_t scratch_bytes) {
  Layout layout;
  const std::uint64_t quarter = (scratch_bytes - kMetadataOffset) / 4 / kBlockBytes * kBlockBytes;
  layout.metadata_bytes = quarter < kMetadataBytesMax ? quarter : kMetadataBytesMax;
  layout.content_offset = kMetadataOffset + layout.metadata_bytes;
  layout.content_bytes = scratch_bytes - layout.content_offset;
  return layout;
}

// Request
// -------------------------------------------------------------------------------------------------
enum class Verb : std::uint32_t {
  kWalk = 1,     // walk on from the cursor until the tree or the room ends
  kContent = 2,  // content of one file from an offset until the file or the room ends
};

struct Request {
  std::uint64_t magic = 0;
  std::uint32_t version = 0;
  Verb verb = Verb::kWalk;
  std::uint8_t nonce[16] = {};
  std::uint64_t scratch_bytes = 0;
  std::uint32_t volume = 0;       // walks /guest/<volume>
  std::uint32_t map_extents = 0;  // 0: all content comes through the scratch disk
  std::uint64_t entries_max = 0;
  // kContent: the file's identity and where to begin.
  std::uint64_t inode = 0;
  std::uint64_t file_offset = 0;
  // Behind the struct: the cursor (kWalk: as the last response gave it, empty at first; kContent:
  // the file's path below the volume's root), then the stale ranges.
  std::uint32_t cursor_bytes = 0;
  std::uint32_t stale_ranges = 0;
};

// Bytes of the volume that the host must not read itself. Sorted, not overlapping.
struct StaleRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

inline constexpr std::size_t kCursorBytesMax = 900 * 1024;
inline constexpr std::size_t kStaleRangesMax = 64 * 1024;
static_assert(sizeof(Request) + kCursorBytesMax + kStaleRangesMax * sizeof(StaleRange) <=
              kRequestBytes);

// Response
// -------------------------------------------------------------------------------------------------
struct Response {
  std::uint64_t magic = 0;
  std::uint32_t version = 0;
  std::uint32_t finished = 0;   // kWalk: the tree ended; kContent: the file ended
  std::uint8_t nonce[16] = {};  // the request's
  std::uint64_t metadata_bytes = 0;
  std::uint64_t content_bytes = 0;
  std::uint64_t records = 0;
  std::uint64_t file_offset = 0;  // kContent: where the content given ends
  std::uint32_t entry_limit = 0;  // kWalk: it finished because entries_max was reached
  std::uint32_t live_directories = 0;
  std::uint32_t cursor_bytes = 0;
  std::uint32_t reserved = 0;
  // Behind the struct: the cursor, opaque to the host; then the numbers (u32) of the directories
  // that later records may name as parent.
};
static_assert(sizeof(Response) + kCursorBytesMax + 2048 * sizeof(std::uint32_t) <= kResponseBytes);

// Metadata records
// -------------------------------------------------------------------------------------------------
enum class RecordKind : std::uint16_t { kEntry = 1, kException = 2 };

// Where the extents of a regular file lie.
enum class Placement : std::uint16_t {
  kNone = 0,     // no content: not a regular file
  kImage = 1,    // `place` is a byte offset on the volume
  kScratch = 2,  // `place` is a byte offset in the content area
  kLater = 3,    // no extents: the host asks for the content with Verb::kContent
  kRepeated = 4  // a further link of an inode that this round has already given
};

enum class ExceptionReason : std::uint32_t {
  kIoError = 1,
  kPermissionDenied = 2,
  kEncrypted = 3,
  kDepthLimit = 4,
  kPathLimit = 5,
  kLoop = 6,
  kCorrupt = 7,
  kOtherFileSystem = 8,
};

inline constexpr std::uint32_t kRootDirectory = 0;

struct Extent {
  std::uint64_t file_offset = 0;
  std::uint64_t place = 0;
  std::uint64_t length = 0;
};

// An entry of the tree. The root is directory kRootDirectory, named "" and its own parent.
struct Record {
  std::uint32_t bytes = 0;  // of the whole record, a multiple of 8
  RecordKind kind = RecordKind::kEntry;
  Placement placement = Placement::kNone;
  std::uint32_t parent = 0;  // number of the directory that holds it
  std::uint32_t number = 0;  // of a directory; else 0
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;  // st_mode, with the type
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t links = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  std::int64_t atime_ns = 0;
  ExceptionReason reason = ExceptionReason::kIoError;  // kException only
  std::uint32_t name_bytes = 0;
  std::uint32_t extents = 0;
  std::uint32_t target_bytes = 0;  // of a symbolic link
  // Behind the struct: the extents, sorted by file_offset and not overlapping; the name; where the
  // link leads; zeros up to a multiple of 8.
};

static_assert(sizeof(Extent) == 24 && sizeof(Record) == 88 && sizeof(StaleRange) == 16);
static_assert(std::is_trivially_copyable_v<Request> && std::is_trivially_copyable_v<Response> &&
              std::is_trivially_copyable_v<Record>);

}  // namespace keytrail::disk::probe
