// The appliance: a small virtual machine that sees the disks read-only and whose kernel reads their
// file systems. The one place that knows libguestfs.
//
// Every call has a wall-clock limit; when it passes, the hypervisor is killed and the appliance is
// gone for good.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/job.h"
#include "scanner/disk/probe_runner.h"

struct guestfs_h;

namespace keytrail::disk {

class Guest final : public ProbeRunner {
 public:
  struct Drive {
    std::string path;         // raw
    std::uint64_t bytes = 0;  // as the appliance is to see it; zeros follow a shorter image
  };
  struct Options {
    std::vector<Drive> sources;
    std::string probe_image;
    std::string scratch_disk;
    std::string temporary_directory;  // for overlays and sockets; of this scan
    Accelerator accelerator = Accelerator::kTcg;
    int launch_seconds = 0;
  };

  // Boots. Errors: kFailedPrecondition (this host lacks something; the message says what),
  // kDeadlineExceeded, kUnavailable.
  static StatusOr<std::unique_ptr<Guest>> Launch(const Options& options);
  ~Guest() override;
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  // False once the hypervisor has ended; nothing works any more then.
  bool alive() const { return alive_; }

  // The device of source `index`, such as /dev/sda.
  const std::string& SourceDevice(std::size_t index) const { return source_devices_[index]; }

  // Partitions of all disks, by device name, those of `device` only.
  StatusOr<std::vector<std::string>> PartitionsOf(const std::string& device);
  StatusOr<std::vector<std::string>> LogicalVolumes();
  StatusOr<std::vector<std::string>> PhysicalVolumes();
  StatusOr<std::vector<std::string>> RaidDevices();
  // What blkid says of a block device, by its names: TYPE, UUID, PART_ENTRY_OFFSET, … Empty when it
  // knows nothing of it.
  StatusOr<std::map<std::string, std::string>> Identify(const std::string& device);
  StatusOr<std::string> ReadDevice(const std::string& device, int bytes, std::int64_t offset);

  // Mounts read-only where the probe finds it: at /guest/<volume>. Errors: kDataLoss (the kernel
  // refuses it), kUnimplemented (the kernel does not know the type), kDeadlineExceeded,
  // kUnavailable.
  Status Mount(const std::string& device, const std::string& type, std::uint32_t volume);
  // The text of a regular file of at most `bytes_max` bytes on a mounted volume; empty when there
  // is none such.
  StatusOr<std::string> ReadFile(std::uint32_t volume, const std::string& path,
                                 std::int64_t bytes_max);

  Status RunProbe() override;

 private:
  explicit Guest(guestfs_h* handle) : handle_(handle) {}

  static Status AddDrives(guestfs_h* handle, const Options& options);
  Status FindDevices(std::size_t sources);
  // The Status of the call that has just failed.
  Status Failure(const std::string& what, bool timed_out);
  template <typename Call>
  auto Timed(int seconds, bool& timed_out, Call call);

  guestfs_h* handle_;
  bool alive_ = true;
  std::vector<std::string> source_devices_;
};

}  // namespace keytrail::disk
