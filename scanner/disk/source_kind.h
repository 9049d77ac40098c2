// A cheap look at a source before anything parses it: what it is by stat and by magic bytes.
//
// This is not a format probe that decides how a disk is read (a raw disk may look like anything);
// it only refuses what was plainly given by mistake.
#pragma once

#include <string>

#include "base/status.h"
#include "model/job.h"

namespace keytrail::disk {

enum class SourceKind {
  kDirectory,
  kRaw,
  kQcow2,
  kQed,
  kVmdk,
  kVhd,
  kVhdx,
  kVdi,
  kParallels,
  kEwf
};

// Looks at `source` without following anything inside it. Returns kRaw for a regular file or block
// device that no other format's header begins (nor, for VHD, ends).
// Errors: kNotFound (missing), kPermissionDenied, kInvalidArgument (empty, or neither file, device
// nor directory), kUnavailable (I/O).
StatusOr<SourceKind> LookAtSource(const SourceSpec& source);

// OK when `source` can be read as a raw disk. `insist_raw` takes another format's header as guest
// data. Errors: as LookAtSource; kInvalidArgument for a directory or another format.
Status CheckDiskSource(const SourceSpec& source, bool insist_raw);

// OK when `source` is a directory. Errors: as LookAtSource; kInvalidArgument for anything else.
Status CheckDirectorySource(const SourceSpec& source);

}  // namespace keytrail::disk
