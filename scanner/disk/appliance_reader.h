// Reads disk images through the appliance: its kernel mounts each volume read-only and says where
// the files lie; the bytes are read on the host wherever that is possible.
#pragma once

#include <memory>

#include "base/status.h"
#include "model/job.h"
#include "model/reader.h"

namespace keytrail::disk {

// A reader of all of `job.sources` together: LVM and RAID cross disks. Uses the job's scratch
// directory (private, of this scan), probe image, accelerator, and limits. Errors of Walk: those of
// the sources, and kFailedPrecondition, kDeadlineExceeded, kUnavailable of the appliance.
std::unique_ptr<Reader> NewApplianceReader(const Job& job);

}  // namespace keytrail::disk
