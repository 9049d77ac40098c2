#include "scanner/disk/mount_points.h"

#include <algorithm>
#include <optional>
#include <set>

#include "scanner/disk/fstab.h"

namespace keytrail::disk {
namespace {

constexpr std::int64_t kFstabBytesMax = 256 * 1024;
// What a root has even where no fstab says so.
constexpr const char* kPasswdPath = "/etc/passwd";
constexpr std::int64_t kPasswdBytesMax = 1024 * 1024;

VolumeNames NamesOf(const BlockVolume& volume) {
  VolumeNames names;
  names.uuid = volume.uuid;
  names.label = volume.label;
  names.partition_uuid = volume.partition_uuid;
  names.partition_label = volume.partition_label;
  names.device = volume.device;
  if (volume.slice.has_value()) names.disk = volume.slice->source;
  names.partition = volume.partition;
  return names;
}

}  // namespace

StatusOr<std::map<std::uint32_t, std::string>> FindMountPoints(
    Guest& guest, const std::vector<const BlockVolume*>& mounted) {
  std::map<std::uint32_t, std::string> mount_points;
  std::vector<FstabLine> lines;
  for (std::uint32_t i = 0; i < mounted.size(); ++i) {
    KT_ASSIGN_OR_RETURN(const std::string passwd, guest.ReadFile(i, kPasswdPath, kPasswdBytesMax));
    KT_ASSIGN_OR_RETURN(const std::string fstab, guest.ReadFile(i, "/etc/fstab", kFstabBytesMax));
    if (passwd.empty() && fstab.empty()) continue;
    mount_points.emplace(i, "/");
    std::ranges::copy(ParseFstab(fstab), std::back_inserter(lines));
  }
  for (const FstabLine& line : lines) {
    for (std::uint32_t i = 0; i < mounted.size(); ++i) {
      if (!mount_points.contains(i) && Names(line.spec, NamesOf(*mounted[i]))) {
        mount_points[i] = line.mount_point;
      }
    }
  }
  return mount_points;
}

}  // namespace keytrail::disk
