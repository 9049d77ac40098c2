#include "scanner/disk/appliance_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/disk/expected_size.h"
#include "scanner/disk/ext_journal.h"
#include "scanner/disk/guest.h"
#include "scanner/disk/image_file.h"
#include "scanner/disk/mount_points.h"
#include "scanner/disk/scratch_disk.h"
#include "scanner/disk/source_kind.h"
#include "scanner/disk/survey.h"
#include "scanner/disk/volume_walk.h"

namespace keytrail::disk {
namespace {

constexpr int kHeadBytes = 4096;

// File systems whose kernel drivers give extents as bytes of the volume's device.
bool GivesDeviceExtents(std::string_view type) {
  return type == "ext2" || type == "ext3" || type == "ext4" || type == "xfs";
}

std::string MissingReason(std::uint64_t bytes) {
  return fmt::format("the image ends {} bytes before the volume does", bytes);
}

// A volume with what became of it so far.
struct PlannedVolume {
  BlockVolume block;
  MountedVolume mounted;
  bool is_mounted = false;
};

class ApplianceReader final : public Reader {
 public:
  explicit ApplianceReader(const Job& job) : job_(job) {}

  Status Walk(WalkSink& sink) override {
    KT_RETURN_IF_ERROR(OpenDisks());
    const std::uint64_t scratch_bytes =
        job_.scratch_bytes == 0 ? limits::kScratchBytes : job_.scratch_bytes;
    KT_ASSIGN_OR_RETURN(ScratchDisk scratch,
                        ScratchDisk::Create(job_.scratch_directory, scratch_bytes));
    sink.OnStage("starting the appliance");
    KT_ASSIGN_OR_RETURN(const std::unique_ptr<Guest> guest, Launch(scratch));
    sink.OnStage("looking at the volumes");
    KT_ASSIGN_OR_RETURN(std::vector<BlockVolume> blocks, SurveyVolumes(*guest, disks_));
    std::vector<PlannedVolume> volumes;
    for (BlockVolume& block : blocks) volumes.push_back({.block = std::move(block), .mounted = {}});
    MountAll(*guest, volumes);
    PlaceInTree(*guest, volumes);
    for (const PlannedVolume& volume : volumes) {
      if (!WalkVolume(*guest, scratch, volume, sink)) break;
    }
    return scratch.Wipe();
  }

 private:
  Status OpenDisks() {
    for (const SourceSpec& source : job_.sources) {
      KT_RETURN_IF_ERROR(CheckDiskSource(source, job_.insist_raw));
      KT_ASSIGN_OR_RETURN(ImageFile image, ImageFile::Open(source));
      const std::uint64_t bytes = ExpectedBytes(image);
      disks_.push_back({.spec = source,
                        .image = std::make_shared<const ImageFile>(std::move(image)),
                        .bytes = bytes});
    }
    return OkStatus();
  }

  StatusOr<std::unique_ptr<Guest>> Launch(const ScratchDisk& scratch) const {
    Guest::Options options;
    for (const SourceDisk& disk : disks_) {
      options.sources.push_back({.path = disk.spec.path, .bytes = disk.bytes});
    }
    options.probe_image = job_.probe_image;
    options.scratch_disk = scratch.path();
    options.temporary_directory = job_.scratch_directory;
    options.accelerator = job_.accelerator;
    options.launch_seconds = job_.launch_seconds == 0 ? limits::kApplianceLaunchSeconds
                                                      : static_cast<int>(job_.launch_seconds);
    return Guest::Launch(options);
  }

  void MountAll(Guest& guest, std::vector<PlannedVolume>& volumes) const {
    std::uint32_t number = 0;
    for (PlannedVolume& volume : volumes) {
      if (volume.block.fate != VolumeOutcome::kComplete) continue;
      if (number == limits::kVolumesPerMachineMax) {
        volume.block.fate = VolumeOutcome::kRefused;
        volume.block.reason = fmt::format("more than {} volumes", limits::kVolumesPerMachineMax);
        continue;
      }
      volume.mounted.number = number;
      volume.mounted.id = volume.block.id;
      MapToImage(guest, volume);
      const Status mounted = guest.Mount(volume.block.device, volume.block.type, number);
      volume.is_mounted = mounted.ok();
      if (mounted.ok()) {
        ++number;
      } else {
        SetFate(mounted, volume.block);
        const std::uint64_t missing = MissingBytes(volume.block);
        if (missing > 0) volume.block.reason += fmt::format("; {}", MissingReason(missing));
      }
    }
  }

  static void SetFate(const Status& failure, BlockVolume& block) {
    block.reason = MessageOf(failure);
    switch (failure.code()) {
      case StatusCode::kUnimplemented: block.fate = VolumeOutcome::kUnsupported; break;
      case StatusCode::kDeadlineExceeded: block.fate = VolumeOutcome::kTimeout; break;
      case StatusCode::kDataLoss: block.fate = VolumeOutcome::kCorrupt; break;
      default: block.fate = VolumeOutcome::kPartial; break;
    }
  }

  // Lets the host read the volume's extents, if it is certain where they lie. Called before the
  // mount, after which the appliance may see a replayed journal that the image does not hold.
  void MapToImage(Guest& guest, PlannedVolume& volume) const {
    const BlockVolume& block = volume.block;
    if (!block.slice.has_value() || !GivesDeviceExtents(block.type)) return;
    const SourceDisk& disk = disks_[block.slice->source];
    if (!SameHead(guest, block, *disk.image)) return;
    auto extents = std::make_shared<const SliceSource>(disk.image, block.slice->offset);
    if (block.type.starts_with("ext")) {
      ExtJournal journal = LookAtExtJournal(*extents);
      if (journal.state == JournalState::kUnknown) return;
      volume.mounted.stale = std::move(journal.stale);
    }
    volume.mounted.extents = std::move(extents);
    volume.mounted.volume_bytes = block.slice->bytes;
    volume.mounted.image_bytes =
        disk.image->size() - std::min(disk.image->size(), block.slice->offset);
  }

  // Whether host and appliance mean the same bytes by this volume.
  static bool SameHead(Guest& guest, const BlockVolume& block, const ImageFile& image) {
    std::array<std::byte, kHeadBytes> head{};
    const auto host = image.Read(block.slice->offset, head);
    const auto seen = guest.ReadDevice(block.device, kHeadBytes, 0);
    return host.ok() && seen.ok() && AsText(*host) == *seen;
  }

  static void PlaceInTree(Guest& guest, std::vector<PlannedVolume>& volumes) {
    std::vector<const BlockVolume*> mounted;
    for (const PlannedVolume& volume : volumes) {
      if (volume.is_mounted) mounted.push_back(&volume.block);
    }
    auto mount_points = FindMountPoints(guest, mounted);
    for (PlannedVolume& volume : volumes) {
      if (!volume.is_mounted) continue;
      if (mount_points.ok()) {
        volume.mounted.mounted_at = (*mount_points)[volume.mounted.number];
      } else {
        // The appliance is gone, perhaps by one volume's doing; each says so for itself.
        SetFate(mount_points.status(), volume.block);
        volume.is_mounted = false;
      }
    }
  }

  // Returns false when the scan was cancelled.
  bool WalkVolume(Guest& guest, ScratchDisk& scratch, const PlannedVolume& planned,
                  WalkSink& sink) const {
    const BlockVolume& block = planned.block;
    Volume volume;
    volume.id = block.id;
    volume.source = block.source;
    volume.file_system = block.type;
    volume.label = block.label;
    volume.uuid = block.uuid;
    volume.mounted_at = planned.mounted.mounted_at;
    volume.reader = "appliance";
    volume.reader_reason = job_.reader_reason;
    sink.OnVolumeBegin(volume);
    if (!planned.is_mounted) {
      sink.OnVolumeEnd(block.fate, block.reason, block.fate == VolumeOutcome::kIgnored);
      return true;
    }
    VolumeWalk::Outcome outcome = VolumeWalk(guest, scratch, planned.mounted, sink).Run();
    const std::uint64_t missing = MissingBytes(block);
    if (outcome.outcome == VolumeOutcome::kComplete && missing > 0) {
      outcome.outcome = VolumeOutcome::kPartial;
      outcome.reason = MissingReason(missing);
    }
    sink.OnVolumeEnd(outcome.outcome, outcome.reason, outcome.walked_to_end);
    return !outcome.cancelled;
  }

  // How much of the volume lies behind the image's end.
  std::uint64_t MissingBytes(const BlockVolume& block) const {
    if (!block.slice.has_value()) return 0;
    const std::uint64_t end = block.slice->offset + block.slice->bytes;
    return end - std::min(end, disks_[block.slice->source].image->size());
  }

  const Job job_;
  std::vector<SourceDisk> disks_;
};

}  // namespace

std::unique_ptr<Reader> NewApplianceReader(const Job& job) {
  return std::make_unique<ApplianceReader>(job);
}

}  // namespace keytrail::disk
