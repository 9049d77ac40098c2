// Where a machine mounts its volumes, by its own fstab(5).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::disk {

struct FstabLine {
  std::string spec;         // "UUID=…", "/dev/sda1", …
  std::string mount_point;  // absolute, without a trailing slash; "/" for the root
};

// The lines that mount something at a place in the tree; comments, swap and malformed lines are
// left out, octal escapes undone. Cost: linear. Source: fstab(5).
std::vector<FstabLine> ParseFstab(std::string_view text);

// How a volume may be named in fstab.
struct VolumeNames {
  std::string uuid;
  std::string label;
  std::string partition_uuid;
  std::string partition_label;
  std::string device;  // in the appliance: a logical volume keeps its name, a disk does not
  std::optional<std::size_t> disk;  // which source, from 0
  unsigned partition = 0;
};

// Whether `spec` names the volume. Disk names (sda, vda, xvda, nvme0n1) are taken in the order of
// the sources.
bool Names(std::string_view spec, const VolumeNames& volume);

}  // namespace keytrail::disk
