#include "scanner/disk/ext_journal.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "scanner/disk/disk_numbers.h"

namespace keytrail::disk {
namespace {

// Superblock of the file system
constexpr std::uint64_t kSuperblockOffset = 1024;
constexpr std::size_t kSuperblockBytes = 1024;
constexpr std::uint16_t kSuperblockMagic = 0xEF53;
constexpr std::uint32_t kIncompatRecover = 0x4;
constexpr std::uint32_t kJournalInodeUsual = 8;
constexpr std::uint8_t kJournalBackupBlocks = 1;
constexpr std::size_t kJournalBlocksAt = 0x10C;
constexpr std::size_t kInodeBlockBytes = 60;
constexpr std::uint64_t kJournalBytesMax = 8ULL << 30;

// Extent tree
constexpr std::uint16_t kExtentMagic = 0xF30A;
constexpr std::size_t kExtentEntryBytes = 12;
constexpr std::uint16_t kExtentLengthMax = 32768;  // more marks an unwritten extent
constexpr std::size_t kJournalExtentsMax = 64 * 1024;

// Journal
constexpr std::uint32_t kJournalMagic = 0xC03B3998;
constexpr std::uint32_t kDescriptorBlock = 1;
constexpr std::size_t kJournalHeaderBytes = 12;
constexpr std::uint32_t kIncompat64Bit = 0x2;
constexpr std::uint32_t kIncompatChecksum2 = 0x8;
constexpr std::uint32_t kIncompatChecksum3 = 0x10;
constexpr std::uint32_t kTagSameUuid = 0x2;
constexpr std::uint32_t kTagLast = 0x8;
constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kReadBytes = 1024 * 1024;

using Bytes = std::span<const std::byte>;

struct BlockRun {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

struct FileSystem {
  std::uint64_t block_bytes = 0;
  std::array<std::byte, kInodeBlockBytes> journal_map{};
};

bool ReadAll(const ExtentSource& volume, std::uint64_t offset, std::span<std::byte> buffer) {
  const auto bytes = volume.Read(offset, buffer);
  return bytes.ok() && bytes->size() == buffer.size();
}

// The runs that a node of the journal's extent tree names: of blocks in a leaf (depth 0), of nodes
// in an index (depth 1).
struct ExtentNode {
  std::uint16_t depth = 0;
  std::vector<BlockRun> runs;
};

std::optional<ExtentNode> ParseExtentNode(Bytes node) {
  if (LittleEndianAt<std::uint16_t>(node, 0) != kExtentMagic) return std::nullopt;
  const auto entries = LittleEndianAt<std::uint16_t>(node, 2);
  ExtentNode parsed{.depth = LittleEndianAt<std::uint16_t>(node, 6), .runs = {}};
  if ((entries + 1U) * kExtentEntryBytes > node.size()) return std::nullopt;
  for (std::size_t i = 1; i <= entries; ++i) {
    const Bytes entry = node.subspan(i * kExtentEntryBytes, kExtentEntryBytes);
    if (parsed.depth > 0) {
      const std::uint64_t high = LittleEndianAt<std::uint16_t>(entry, 8);
      parsed.runs.push_back({high << 32 | LittleEndianAt<std::uint32_t>(entry, 4), 1});
      continue;
    }
    const auto length = LittleEndianAt<std::uint16_t>(entry, 4);
    if (length == 0 || length > kExtentLengthMax) return std::nullopt;
    const std::uint64_t high = LittleEndianAt<std::uint16_t>(entry, 6);
    parsed.runs.push_back({high << 32 | LittleEndianAt<std::uint32_t>(entry, 8), length});
  }
  return parsed;
}

// Where the journal lies, from the copy of its inode's map in the superblock. Trees of more than
// one index level, and the block maps of ext3, are left to the careful way.
std::optional<std::vector<BlockRun>> JournalRuns(const ExtentSource& volume,
                                                 const FileSystem& file_system) {
  const auto root = ParseExtentNode(file_system.journal_map);
  if (!root.has_value() || root->depth > 1) return std::nullopt;
  if (root->depth == 0) return root->runs;
  std::vector<BlockRun> runs;
  std::vector<std::byte> block(file_system.block_bytes);
  for (const BlockRun& index : root->runs) {
    if (!ReadAll(volume, index.first * file_system.block_bytes, block)) return std::nullopt;
    const auto leaf = ParseExtentNode(block);
    if (!leaf.has_value() || leaf->depth != 0) return std::nullopt;
    runs.insert(runs.end(), leaf->runs.begin(), leaf->runs.end());
    if (runs.size() > kJournalExtentsMax) return std::nullopt;
  }
  return runs;
}

struct TagFormat {
  bool checksum3 = false;
  bool wide = false;
  std::size_t bytes = 0;
};

TagFormat TagFormatOf(std::uint32_t incompat) {
  TagFormat format{.checksum3 = (incompat & kIncompatChecksum3) != 0,
                   .wide = (incompat & kIncompat64Bit) != 0};
  if (format.checksum3) {
    format.bytes = 16;
  } else {
    format.bytes = (format.wide ? 12U : 8U) + ((incompat & kIncompatChecksum2) != 0 ? 2U : 0U);
  }
  return format;
}

// Adds the blocks that one descriptor block names. It ends at its last tag or at its own end.
void TakeTags(Bytes block, const TagFormat& format, std::vector<std::uint64_t>& blocks) {
  std::size_t at = kJournalHeaderBytes;
  while (at + format.bytes <= block.size()) {
    const Bytes tag = block.subspan(at, format.bytes);
    const std::uint32_t flags =
        format.checksum3 ? BigEndianAt<std::uint32_t>(tag, 4) : BigEndianAt<std::uint16_t>(tag, 6);
    std::uint64_t number = BigEndianAt<std::uint32_t>(tag, 0);
    if (format.wide) number |= std::uint64_t{BigEndianAt<std::uint32_t>(tag, 8)} << 32;
    blocks.push_back(number);
    at += format.bytes + ((flags & kTagSameUuid) == 0 ? kUuidBytes : 0);
    if ((flags & kTagLast) != 0) break;
  }
}

bool IsDescriptor(Bytes block) {
  return BigEndianAt<std::uint32_t>(block, 0) == kJournalMagic &&
         BigEndianAt<std::uint32_t>(block, 4) == kDescriptorBlock;
}

// All blocks that the descriptors of a run of journal blocks name; false when it cannot be read.
bool ScanRun(const ExtentSource& volume, std::uint64_t block_bytes, const BlockRun& run,
             const TagFormat& format, std::vector<std::uint64_t>& blocks) {
  std::vector<std::byte> buffer(std::max<std::uint64_t>(kReadBytes, block_bytes));
  const std::uint64_t blocks_per_read = buffer.size() / block_bytes;
  for (std::uint64_t done = 0; done < run.count; done += blocks_per_read) {
    const std::uint64_t count = std::min(blocks_per_read, run.count - done);
    const std::span<std::byte> part(buffer.data(), count * block_bytes);
    if (!ReadAll(volume, (run.first + done) * block_bytes, part)) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Bytes block = part.subspan(i * block_bytes, block_bytes);
      if (IsDescriptor(block)) TakeTags(block, format, blocks);
    }
  }
  return true;
}

// Merged byte ranges of whole blocks; nothing when they are too many, or too far, to tell.
std::optional<std::vector<probe::StaleRange>> RangesOf(std::vector<std::uint64_t> blocks,
                                                       std::uint64_t block_bytes) {
  std::ranges::sort(blocks);
  std::vector<probe::StaleRange> ranges;
  for (const std::uint64_t block : blocks) {
    if (block > UINT64_MAX / block_bytes - 1) return std::nullopt;
    const std::uint64_t begin = block * block_bytes;
    if (!ranges.empty() && begin <= ranges.back().end) {
      ranges.back().end = begin + block_bytes;
    } else {
      ranges.push_back({.begin = begin, .end = begin + block_bytes});
    }
  }
  if (ranges.size() > probe::kStaleRangesMax) return std::nullopt;
  return ranges;
}

std::optional<std::vector<probe::StaleRange>> StaleRanges(const ExtentSource& volume,
                                                          const FileSystem& file_system) {
  const auto runs = JournalRuns(volume, file_system);
  if (!runs.has_value() || runs->empty()) return std::nullopt;
  std::uint64_t journal_blocks = 0;
  for (const BlockRun& run : *runs) journal_blocks += run.count;
  if (journal_blocks > kJournalBytesMax / file_system.block_bytes) return std::nullopt;
  std::vector<std::byte> head(file_system.block_bytes);
  if (!ReadAll(volume, runs->front().first * file_system.block_bytes, head)) return std::nullopt;
  const bool ours = BigEndianAt<std::uint32_t>(head, 0) == kJournalMagic &&
                    BigEndianAt<std::uint32_t>(head, 12) == file_system.block_bytes;
  if (!ours) return std::nullopt;
  const TagFormat format = TagFormatOf(BigEndianAt<std::uint32_t>(head, 0x28));
  std::vector<std::uint64_t> blocks;
  for (const BlockRun& run : *runs) {
    if (!ScanRun(volume, file_system.block_bytes, run, format, blocks)) return std::nullopt;
  }
  return RangesOf(std::move(blocks), file_system.block_bytes);
}

}  // namespace

ExtJournal LookAtExtJournal(const ExtentSource& volume) {
  std::array<std::byte, kSuperblockBytes> superblock{};
  if (!ReadAll(volume, kSuperblockOffset, superblock) ||
      LittleEndianAt<std::uint16_t>(superblock, 0x38) != kSuperblockMagic) {
    return {.state = JournalState::kUnknown, .stale = {}};
  }
  if ((LittleEndianAt<std::uint32_t>(superblock, 0x60) & kIncompatRecover) == 0) return {};
  const ExtJournal unknown{.state = JournalState::kUnknown, .stale = {}};
  const auto log_block = LittleEndianAt<std::uint32_t>(superblock, 0x18);
  const bool internal = LittleEndianAt<std::uint32_t>(superblock, 0xE0) == kJournalInodeUsual &&
                        LittleEndianAt<std::uint8_t>(superblock, 0xFD) == kJournalBackupBlocks;
  if (log_block > 6 || !internal) return unknown;
  FileSystem file_system{.block_bytes = std::uint64_t{1024} << log_block};
  const auto map = std::span(superblock).subspan(kJournalBlocksAt, kInodeBlockBytes);
  std::ranges::copy(map, file_system.journal_map.begin());
  auto stale = StaleRanges(volume, file_system);
  if (!stale.has_value()) return unknown;
  return {.state = JournalState::kReplayed, .stale = std::move(*stale)};
}

}  // namespace keytrail::disk
