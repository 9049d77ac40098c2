#include "scanner/disk/volume_walk.h"

#include <utility>

#include "base/limits.h"
#include "scanner/disk/later_content.h"

namespace keytrail::disk {
namespace {

VolumeWalk::Outcome Broken(const Status& status) {
  const bool timeout = status.code() == StatusCode::kDeadlineExceeded;
  return {.outcome = timeout ? VolumeOutcome::kTimeout : VolumeOutcome::kPartial,
          .reason = MessageOf(status),
          .walked_to_end = false};
}

constexpr const char* kCancelled = "cancelled";

}  // namespace

VolumeWalk::VolumeWalk(ProbeRunner& runner, ScratchDisk& scratch, const MountedVolume& volume,
                       WalkSink& sink)
    : runner_(runner),
      scratch_(scratch),
      volume_(volume),
      sink_(sink),
      manifest_(volume.id, volume.mounted_at,
                {.volume_bytes = volume.volume_bytes,
                 .image_bytes = volume.image_bytes,
                 .content_bytes = scratch.layout().content_bytes}),
      scratch_source_(std::make_shared<const ScratchSource>(scratch)) {}

VolumeWalk::Outcome VolumeWalk::Run() {
  std::string cursor;
  while (true) {
    sink_.OnStage("walking");
    auto answer = AskToWalk(cursor);
    if (!answer.ok()) return Broken(answer.status());
    auto round = manifest_.Read(std::move(answer->metadata));
    if (!round.ok()) return Broken(round.status());
    sink_.OnStage("scanning");
    sink_.OnAhead(round->files(), round->bytes());
    const bool wanted = HandOver(*round) && HandOverLater();
    if (round->uses_scratch()) sink_.Drain();
    if (!wanted) {
      return {.outcome = VolumeOutcome::kPartial,
              .reason = kCancelled,
              .walked_to_end = false,
              .cancelled = true};
    }
    if (answer->head.entry_limit != 0) {
      return {.outcome = VolumeOutcome::kPartial, .reason = "entry_limit", .walked_to_end = false};
    }
    if (answer->head.finished != 0) return {};
    if (answer->cursor == cursor) {
      return Broken(MakeError(StatusCode::kDataLoss,
                              "cannot walk the volume to its end: an entry does not fit the "
                              "scratch disk: give it more room"));
    }
    cursor = std::move(answer->cursor);
    manifest_.KeepOnly(answer->live_directories);
  }
}

StatusOr<ScratchDisk::Answer> VolumeWalk::AskToWalk(const std::string& cursor) {
  KT_RETURN_IF_ERROR(scratch_.WriteRequest({.verb = probe::Verb::kWalk,
                                            .volume = volume_.number,
                                            .map_extents = volume_.extents != nullptr,
                                            .entries_max = limits::kEntriesPerVolumeMax,
                                            .cursor = cursor,
                                            .stale = volume_.stale}));
  KT_RETURN_IF_ERROR(runner_.RunProbe());
  return scratch_.ReadAnswer();
}

bool VolumeWalk::HandOver(const ManifestRound& round) {
  for (const WalkException& exception : round.exceptions()) {
    sink_.OnException(exception.path, exception.reason);
  }
  for (std::size_t i = 0; i < round.size(); ++i) {
    if (!HandOverFile(manifest_.FileAt(round, i))) return false;
  }
  return true;
}

bool VolumeWalk::HandOverFile(ManifestFile file) {
  if (file.place == ContentPlace::kLater) {
    later_.push_back(std::move(file.entry));
    return true;
  }
  if (!file.error.empty()) sink_.OnException(file.entry.path, file.error);
  std::unique_ptr<PendingContent> content = ContentOf(file);
  return sink_.OnFile(std::move(file.entry), std::move(content));
}

// Files that take rounds of their own have the scratch disk to themselves, one after another.
bool VolumeWalk::HandOverLater() {
  for (FileEntry& entry : std::exchange(later_, {})) {
    sink_.Drain();
    const std::string path =
        entry.path.substr(volume_.mounted_at == "/" ? 0 : volume_.mounted_at.size());
    auto content = std::make_unique<PendingLaterContent>(
        runner_, scratch_,
        LaterFile{
            .volume = volume_.number, .path = path, .inode = entry.inode, .size = entry.size});
    if (!sink_.OnFile(std::move(entry), std::move(content))) return false;
  }
  return true;
}

std::unique_ptr<PendingContent> VolumeWalk::ContentOf(ManifestFile& file) const {
  switch (file.place) {
    case ContentPlace::kNone:
    case ContentPlace::kLater: return nullptr;
    case ContentPlace::kImage:
      if (file.extents.empty() || volume_.extents == nullptr) break;
      return std::make_unique<PendingMappedContent>(volume_.extents, file.entry.size,
                                                    std::move(file.extents));
    case ContentPlace::kScratch: break;
  }
  return std::make_unique<PendingMappedContent>(scratch_source_, file.entry.size,
                                                std::move(file.extents));
}

}  // namespace keytrail::disk
