// The appliance reader against libguestfs' own way out of a volume, on one ext4 image, the boot of
// either left out.

#include <guestfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "base/check.h"
#include "base/limits.h"
#include "scanner/disk/open_reader.h"
#include "scanner/pipeline/scan_pipeline.h"
#include "tests/bench/bench.h"

namespace keytrail::bench {
namespace {

namespace fs = std::filesystem;

// Hands everything on, and notes when the first volume began: until then the appliance boots.
class TimingSink final : public WalkSink {
 public:
  explicit TimingSink(WalkSink& next) : next_(next) {}
  void OnVolumeBegin(const Volume& volume) override {
    if (begun_ == std::chrono::steady_clock::time_point())
      begun_ = std::chrono::steady_clock::now();
    next_.OnVolumeBegin(volume);
  }
  bool OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) override {
    if (first_file_ == std::chrono::steady_clock::time_point()) {
      first_file_ = std::chrono::steady_clock::now();
    }
    return next_.OnFile(std::move(entry), std::move(content));
  }
  void OnException(const std::string& path, const std::string& reason) override {
    next_.OnException(path, reason);
  }
  void OnSkipped(const std::string& reason, std::uint64_t bytes) override {
    next_.OnSkipped(reason, bytes);
  }
  void Drain() override { next_.Drain(); }
  void OnVolumeEnd(VolumeOutcome outcome, const std::string& reason, bool walked_to_end) override {
    next_.OnVolumeEnd(outcome, reason, walked_to_end);
    ended_ = std::chrono::steady_clock::now();
  }
  double Total() const { return std::chrono::duration<double>(ended_ - begun_).count(); }
  double UntilFirstFile() const {
    return std::chrono::duration<double>(first_file_ - begun_).count();
  }

 private:
  WalkSink& next_;
  std::chrono::steady_clock::time_point begun_, first_file_, ended_;
};

std::string MakeImage(const std::string& tree, const std::string& directory) {
  const std::string image = directory + "/tree.ext4";
  const std::string command = fmt::format(
      "truncate -s 8G '{0}' && mke2fs -q -t ext4 -d '{1}' '{0}' >/dev/null 2>&1", image, tree);
  KT_CHECK(std::system(command.c_str()) == 0);
  return image;
}

double TarOutSeconds(const std::string& image) {
  guestfs_h* guest = guestfs_create();
  KT_CHECK(guest != nullptr);
  guestfs_set_backend(guest, "direct");
  char setting[] = "force_tcg";
  char* settings[] = {setting, nullptr};
  guestfs_set_backend_settings(guest, settings);
  KT_CHECK(guestfs_add_drive_opts(guest, image.c_str(), GUESTFS_ADD_DRIVE_OPTS_READONLY, 1,
                                  GUESTFS_ADD_DRIVE_OPTS_FORMAT, "raw", -1) == 0);
  KT_CHECK(guestfs_launch(guest) == 0);
  KT_CHECK(guestfs_mount_ro(guest, "/dev/sda", "/") == 0);
  const double seconds = Seconds([&] { KT_CHECK(guestfs_tar_out(guest, "/", "/dev/null") == 0); });
  guestfs_close(guest);
  return seconds;
}

}  // namespace

void BenchAppliance(const std::string& tree, const std::string& rules_directory,
                    const std::string& probe_image) {
  std::string directory = (fs::temp_directory_path() / "keytrail-bench-XXXXXX").string();
  KT_CHECK(mkdtemp(directory.data()) != nullptr);
  const std::string image = MakeImage(tree, directory);
  Job job;
  job.reader = ReaderKind::kAppliance;
  job.sources = {{image, image}};
  job.probe_image = probe_image;
  job.scratch_directory = directory;
  job.accelerator = Accelerator::kTcg;
  CountingSink counted;
  pipeline::ScanPipeline pipeline(LoadRules(rules_directory), {.threads = 2}, counted);
  TimingSink timing(pipeline);
  auto reader = disk::OpenReader(job);
  KT_CHECK(reader.ok());
  const double whole = Seconds([&] {
    const Status walked = (*reader)->Walk(timing);
    if (!walked.ok()) fmt::print(stderr, "keytrail-bench: {}\n", MessageOf(walked));
    KT_CHECK(walked.ok());
  });
  const double tar = TarOutSeconds(image);
  fs::remove_all(directory);
  fmt::print("appliance: {} as ext4: {} files, {:.0f} MB, emulated\n", tree, counted.files(),
             static_cast<double>(counted.bytes()) / 1e6);
  fmt::print("  boot and inspection        {:8.1f} s\n", whole - timing.Total());
  fmt::print("  metadata and extents       {:8.1f} s\n", timing.UntilFirstFile());
  fmt::print("  read and match             {:8.1f} s\n", timing.Total() - timing.UntilFirstFile());
  fmt::print("  keytrail, boot excluded    {:8.1f} s\n", timing.Total());
  fmt::print("  tar-out, boot excluded     {:8.1f} s\n", tar);
  fmt::print("  times faster               {:8.1f}    (required 5.0)\n", tar / timing.Total());
}

}  // namespace keytrail::bench
