// Where the volumes of a machine are mounted on it, from the fstab of the volume that is its root.
//
// Done with a few small reads through the appliance instead of libguestfs' inspection, which takes
// longer than the scan of a small machine: docs/decisions/mount-points-from-fstab.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/status.h"
#include "scanner/disk/guest.h"
#include "scanner/disk/survey.h"

namespace keytrail::disk {

// `mounted[i]` is mounted at /guest/i. Returns the mount point for each that has a known one, by
// its index. Errors: kUnavailable and kDeadlineExceeded (the appliance).
StatusOr<std::map<std::uint32_t, std::string>> FindMountPoints(
    Guest& guest, const std::vector<const BlockVolume*>& mounted);

}  // namespace keytrail::disk
