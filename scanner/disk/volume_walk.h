// One mounted volume, round by round: ask the probe, check its records, hand the files over, wipe
// the scratch disk, go on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/reader.h"
#include "scanner/disk/manifest.h"
#include "scanner/disk/mapped_content.h"
#include "scanner/disk/probe_runner.h"
#include "scanner/disk/scratch_disk.h"

namespace keytrail::disk {

// A volume that the appliance has mounted.
struct MountedVolume {
  std::uint32_t number = 0;  // mounted at /guest/<number>
  std::string id;
  std::string mounted_at;  // on the machine; empty when unknown
  // Where extents are read; null: all content comes through the scratch disk.
  std::shared_ptr<const ExtentSource> extents;
  std::uint64_t volume_bytes = 0;
  std::uint64_t image_bytes = 0;
  std::vector<probe::StaleRange> stale;
};

class VolumeWalk {
 public:
  // All must outlive this, and this all content handed to the sink (Run drains before it returns).
  VolumeWalk(ProbeRunner& runner, ScratchDisk& scratch, const MountedVolume& volume,
             WalkSink& sink);

  struct Outcome {
    VolumeOutcome outcome = VolumeOutcome::kComplete;
    std::string reason;
    bool walked_to_end = true;
    bool cancelled = false;
  };
  // Runs once.
  Outcome Run();

 private:
  StatusOr<ScratchDisk::Answer> AskToWalk(const std::string& cursor);
  // False when the scan was cancelled.
  bool HandOver(const ManifestRound& round);
  bool HandOverFile(ManifestFile file);
  bool HandOverLater();
  std::unique_ptr<PendingContent> ContentOf(ManifestFile& file) const;

  ProbeRunner& runner_;
  ScratchDisk& scratch_;
  const MountedVolume& volume_;
  WalkSink& sink_;
  Manifest manifest_;
  std::shared_ptr<const ExtentSource> scratch_source_;
  std::vector<FileEntry> later_;
};

}  // namespace keytrail::disk
