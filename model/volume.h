// One file system on a snapshot, and the account of what was read of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace keytrail {

enum class VolumeOutcome {
  kComplete,
  kPartial,      // a file or a part could not be read
  kUnsupported,  // no reader knows it, or no file system at all
  kLocked,       // encrypted, no key given
  kCorrupt,
  kTimeout,
  kKilled,   // memory
  kRefused,  // policy
  kIgnored,  // holds no files by nature: swap, BIOS boot, empty space, assembled members
};

// What is known of a volume before it is walked.
struct Volume {
  // Identity within the machine: "uuid:…", else "disk<N>:partition<N>", "directory:<N>"; never the
  // snapshot's name.
  std::string id;
  std::string source;       // as given by the user
  std::string file_system;  // "ext4", "xfs", "vfat", "directory", …; empty when unknown
  std::string label;
  std::string uuid;
  std::string mounted_at;  // "/" or "/home" …; empty when unknown
  std::string reader;      // "directory", "appliance"
  std::string reader_reason;
};

// A file that the walk saw or should have seen but did not read to its end.
struct WalkException {
  std::string path;  // bytes
  std::string reason;
};

// What happened to one volume in one scan. Counters are of regular files only.
struct VolumeCoverage {
  Volume volume;
  std::string machine_id;
  std::string scan_id;
  Timestamp snapshot_at;
  VolumeOutcome outcome = VolumeOutcome::kComplete;
  std::string reason;  // empty when complete; else one sentence or a stable word
  std::uint64_t files_scanned = 0;
  std::uint64_t bytes_scanned = 0;
  std::map<std::string, std::uint64_t> files_skipped;  // reason → count
  std::uint64_t bytes_skipped = 0;
  // The walk over the metadata reached its end: what it did not see is not there.
  bool walked_to_end = false;
  // At most limits::kWalkExceptionsMax; when there were more, walked_to_end is false.
  std::vector<WalkException> exceptions;
};

}  // namespace keytrail
