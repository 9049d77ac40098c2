// What block devices the disks of a machine come to, once partitions, LVM and RAID are resolved,
// and what is to become of each.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/volume.h"
#include "scanner/disk/guest.h"
#include "scanner/disk/image_file.h"

namespace keytrail::disk {

// A part of one source, in bytes.
struct Slice {
  std::size_t source = 0;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

// A source as the appliance sees it.
struct SourceDisk {
  SourceSpec spec;
  std::shared_ptr<const ImageFile> image;
  // Larger than the image where that was cut short: what is missing reads as zeros in the
  // appliance.
  std::uint64_t bytes = 0;
};

struct BlockVolume {
  std::string device;  // in the appliance
  std::string id;      // as Volume::id
  std::string source;  // as the user gave it; several joined where a volume crosses disks
  std::string type;    // as blkid names it; empty when unknown
  std::string label;
  std::string uuid;
  std::string partition_uuid;
  std::string partition_label;
  std::uint32_t partition = 0;  // 0: not a partition
  std::optional<Slice> slice;   // absent where it is not one run of bytes on one source
  // Fate of what is not to be mounted: ignored, locked or unsupported; complete stands for "mount
  // it".
  VolumeOutcome fate = VolumeOutcome::kComplete;
  std::string reason;
};

// Lists the volumes of all disks, one after another, then what crosses disks. `disks` are the
// sources in the order in which the appliance was given them. Errors: kUnavailable and
// kDeadlineExceeded (the appliance).
StatusOr<std::vector<BlockVolume>> SurveyVolumes(Guest& guest,
                                                 const std::vector<SourceDisk>& disks);

// What is to become of a device that blkid describes as `tags`, without a look at its bytes.
struct Classification {
  VolumeOutcome fate = VolumeOutcome::kComplete;
  std::string reason;
};
Classification Classify(const std::map<std::string, std::string>& tags, bool assembled);

}  // namespace keytrail::disk
