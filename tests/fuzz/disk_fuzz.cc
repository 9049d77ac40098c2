#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "scanner/disk/ext_journal.h"
#include "scanner/disk/fstab.h"
#include "scanner/disk/manifest.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

constexpr disk::ManifestBounds kBounds = {
    .volume_bytes = 1 << 20, .image_bytes = 1 << 19, .content_bytes = 1 << 16};

void CheckFile(const disk::ManifestFile& file) {
  KT_CHECK(file.entry.path.starts_with('/'));
  KT_CHECK(file.entry.path.size() <= limits::kPathBytesMax + 4096);
  KT_CHECK(file.extents.empty() || file.error.empty());
  KT_CHECK(file.entry.link_target.size() <= limits::kLinkTargetBytesMax);
  KT_CHECK(file.entry.link_target.empty() || file.entry.type == FileType::kSymlink);
  std::uint64_t previous_end = 0;
  for (const disk::probe::Extent& extent : file.extents) {
    KT_CHECK(extent.length > 0 && extent.file_offset >= previous_end);
    previous_end = extent.file_offset + extent.length;
    KT_CHECK(previous_end <= file.entry.size);
    const std::uint64_t bound =
        file.place == disk::ContentPlace::kScratch ? kBounds.content_bytes : kBounds.image_bytes;
    KT_CHECK(extent.place <= bound && extent.length <= bound - extent.place);
  }
}

// The input stands for a volume.
class InputVolume final : public disk::ExtentSource {
 public:
  explicit InputVolume(std::span<const std::byte> input) : input_(input) {}
  StatusOr<std::span<const std::byte>> Read(std::uint64_t place,
                                            std::span<std::byte> buffer) const override {
    const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(place, input_.size()));
    const std::size_t count = std::min(buffer.size(), input_.size() - begin);
    std::ranges::copy(input_.subspan(begin, count), buffer.begin());
    return std::span<const std::byte>(buffer.first(count));
  }

 private:
  std::span<const std::byte> input_;
};

}  // namespace

void FuzzManifest(std::span<const std::byte> input) {
  disk::Manifest manifest("uuid:x", "/mnt", kBounds);
  auto round = manifest.Read(std::vector<std::byte>(input.begin(), input.end()));
  if (!round.ok()) return;
  for (std::size_t i = 0; i < round->size(); ++i) CheckFile(manifest.FileAt(*round, i));
  static_cast<void>(disk::ReadContentRecord(input, 1 << 20, kBounds.content_bytes));
}

void FuzzFstab(std::span<const std::byte> input) {
  disk::VolumeNames volume;
  volume.uuid = "1-2";
  volume.device = "/dev/group/volume";
  for (const disk::FstabLine& line : disk::ParseFstab(AsText(input))) {
    KT_CHECK(!line.spec.empty() && line.mount_point.starts_with('/'));
    volume.disk = line.spec.size() % 3;
    static_cast<void>(disk::Names(line.spec, volume));
    volume.disk.reset();
    static_cast<void>(disk::Names(line.spec, volume));
  }
}

void FuzzExtJournal(std::span<const std::byte> input) {
  const disk::ExtJournal journal = disk::LookAtExtJournal(InputVolume(input));
  KT_CHECK(journal.state == disk::JournalState::kReplayed || journal.stale.empty());
  std::uint64_t previous_end = 0;
  for (const disk::probe::StaleRange& range : journal.stale) {
    KT_CHECK(range.begin >= previous_end && range.begin < range.end);
    previous_end = range.end;
  }
}

}  // namespace keytrail::fuzz

#if defined(KEYTRAIL_FUZZ_ENTRY)
namespace {
// The first byte chooses the target.
void FuzzDisk(std::span<const std::byte> input) {
  if (input.empty()) return;
  switch (static_cast<unsigned>(input[0]) % 3) {
    case 0: return keytrail::fuzz::FuzzManifest(input.subspan(1));
    case 1: return keytrail::fuzz::FuzzFstab(input.subspan(1));
    default: return keytrail::fuzz::FuzzExtJournal(input.subspan(1));
  }
}
}  // namespace
#endif

KT_FUZZ_ENTRY(FuzzDisk)
