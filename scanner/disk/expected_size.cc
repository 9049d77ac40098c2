#include "scanner/disk/expected_size.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "base/digest.h"
#include "scanner/disk/disk_numbers.h"

namespace keytrail::disk {
namespace {

constexpr std::uint64_t kSectorBytes = 512;
constexpr std::size_t kHeadBytes = 4096;
constexpr std::size_t kMbrTableAt = 446;
constexpr std::size_t kMbrEntryBytes = 16;
constexpr std::size_t kExtAt = 1024;
constexpr std::uint32_t kExtIncompat64Bit = 0x80;
constexpr std::uint8_t kMbrProtective = 0xEE;

using Bytes = std::span<const std::byte>;

// `count` units of `unit` bytes, or nothing claimed where that is absurd.
std::uint64_t Product(std::uint64_t count, std::uint64_t unit) {
  return unit != 0 && count <= kExpectedBytesMax / unit ? count * unit : 0;
}

// Source: Linux, block/partitions/msdos.c: a boot flag that is neither 0 nor 0x80 tells a FAT boot
// sector from a partition table.
std::uint64_t MbrClaim(Bytes head) {
  if (LittleEndianAt<std::uint16_t>(head, 510) != 0xAA55) return 0;
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Bytes entry = head.subspan(kMbrTableAt + i * kMbrEntryBytes, kMbrEntryBytes);
    const auto flag = static_cast<std::uint8_t>(entry[0]);
    if (flag != 0 && flag != 0x80) return 0;
    const auto type = static_cast<std::uint8_t>(entry[4]);
    if (type == 0 || type == kMbrProtective) continue;
    const std::uint64_t sectors = std::uint64_t{LittleEndianAt<std::uint32_t>(entry, 8)} +
                                  LittleEndianAt<std::uint32_t>(entry, 12);
    end = std::max(end, Product(sectors, kSectorBytes));
  }
  return end;
}

// The second header lies in the disk's last sector.
std::uint64_t GptClaim(Bytes head) {
  const Bytes header = head.subspan(kSectorBytes);
  if (AsText(header.first(8)) != "EFI PART") return 0;
  return Product(LittleEndianAt<std::uint64_t>(header, 32) + 1, kSectorBytes);
}

std::uint64_t ExtClaim(Bytes head) {
  const Bytes superblock = head.subspan(kExtAt);
  const auto log_block = LittleEndianAt<std::uint32_t>(superblock, 0x18);
  if (LittleEndianAt<std::uint16_t>(superblock, 0x38) != 0xEF53 || log_block > 6) return 0;
  std::uint64_t blocks = LittleEndianAt<std::uint32_t>(superblock, 4);
  if ((LittleEndianAt<std::uint32_t>(superblock, 0x60) & kExtIncompat64Bit) != 0) {
    blocks |= std::uint64_t{LittleEndianAt<std::uint32_t>(superblock, 0x150)} << 32;
  }
  return Product(blocks, std::uint64_t{1024} << log_block);
}

std::uint64_t XfsClaim(Bytes head) {
  if (AsText(head.first(4)) != "XFSB") return 0;
  return Product(BigEndianAt<std::uint64_t>(head, 8), BigEndianAt<std::uint32_t>(head, 4));
}

}  // namespace

std::uint64_t ExpectedBytes(const ImageFile& image) {
  std::array<std::byte, kHeadBytes> head{};
  const auto read = image.Read(0, head);
  if (!read.ok() || read->size() < head.size()) return image.size();
  return std::max({image.size(), MbrClaim(head), GptClaim(head), ExtClaim(head), XfsClaim(head)});
}

}  // namespace keytrail::disk
