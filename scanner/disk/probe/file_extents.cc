#include "scanner/disk/probe/file_extents.h"

#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstddef>
#include <new>

namespace keytrail::disk::probe {
namespace {

constexpr std::uint32_t kExtentsPerCall = 256;
// An allow-list: what a later kernel may add is not known to be readable from outside.
constexpr std::uint32_t kHarmlessFlags =
    FIEMAP_EXTENT_LAST | FIEMAP_EXTENT_UNWRITTEN | FIEMAP_EXTENT_MERGED | FIEMAP_EXTENT_SHARED;

// The kernel's struct ends in an array of any length; this is room for it.
class FiemapCall {
 public:
  fiemap& Prepare(std::uint64_t start, std::uint64_t length) {
    fiemap& call = *new (room_) fiemap{};
    call.fm_start = start;
    call.fm_length = length;
    call.fm_extent_count = kExtentsPerCall;
    return call;
  }

 private:
  alignas(fiemap) std::byte room_[sizeof(fiemap) + kExtentsPerCall * sizeof(fiemap_extent)] = {};
};

bool Touches(const std::vector<StaleRange>& stale, std::uint64_t begin, std::uint64_t end) {
  const auto behind = std::ranges::upper_bound(stale, begin, {}, &StaleRange::end);
  return behind != stale.end() && behind->begin < end;
}

void AddMerged(std::vector<Extent>& extents, const Extent& extent) {
  if (!extents.empty()) {
    Extent& last = extents.back();
    if (last.file_offset + last.length == extent.file_offset &&
        last.place + last.length == extent.place) {
      last.length += extent.length;
      return;
    }
  }
  extents.push_back(extent);
}

// Adds one extent as the kernel gave it, clipped to the file's size. False when it needs a copy.
bool Take(const fiemap_extent& given, std::uint64_t size, const std::vector<StaleRange>& stale,
          std::vector<Extent>& extents) {
  if ((given.fe_flags & ~kHarmlessFlags) != 0) return false;
  if ((given.fe_flags & FIEMAP_EXTENT_UNWRITTEN) != 0 || given.fe_logical >= size) return true;
  const std::uint64_t length = std::min<std::uint64_t>(given.fe_length, size - given.fe_logical);
  if (Touches(stale, given.fe_physical, given.fe_physical + length)) return false;
  AddMerged(extents,
            {.file_offset = given.fe_logical, .place = given.fe_physical, .length = length});
  return true;
}

}  // namespace

FileExtents MapFile(int fd, std::uint64_t size, const std::vector<StaleRange>& stale) {
  FileExtents result;
  FiemapCall room;
  for (std::uint64_t start = 0; start < size;) {
    fiemap& call = room.Prepare(start, size - start);
    if (::ioctl(fd, FS_IOC_FIEMAP, &call) != 0) return result;
    const std::uint32_t mapped = std::min(call.fm_mapped_extents, kExtentsPerCall);
    for (std::uint32_t i = 0; i < mapped; ++i) {
      if (!Take(call.fm_extents[i], size, stale, result.extents)) return result;
    }
    if (result.extents.size() > kMappedExtentsMax) {
      return {.mapping = Mapping::kTooMany, .extents = {}};
    }
    if (mapped < kExtentsPerCall) break;
    const fiemap_extent& last = call.fm_extents[mapped - 1];
    if ((last.fe_flags & FIEMAP_EXTENT_LAST) != 0) break;
    if (last.fe_logical + last.fe_length <= start) return result;
    start = last.fe_logical + last.fe_length;
  }
  result.mapping = Mapping::kMapped;
  return result;
}

}  // namespace keytrail::disk::probe
