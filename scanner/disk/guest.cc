#include "scanner/disk/guest.h"

#include <guestfs.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "scanner/disk/call_deadline.h"
#include "scanner/disk/launch_failure.h"
#include "scanner/disk/overlay_image.h"
#include "scanner/disk/socket_directory.h"

namespace keytrail::disk {
namespace {

constexpr int kCallSeconds = 120;
constexpr int kProbeSeconds = 1800;
constexpr std::size_t kErrorBytesMax = 400;
constexpr std::size_t kConsoleBytesMax = 4096;
constexpr const char* kScratchLabel = "ktscratch";
constexpr const char* kProbeLabel = "ktprobe";

// A list of strings as libguestfs gives it: of n strings, or of n pairs, ended by null.
std::vector<std::string> TakeStrings(char** list) {
  std::vector<std::string> strings;
  for (char** at = list; at != nullptr && *at != nullptr; ++at) {
    strings.emplace_back(*at);
    std::free(*at);
  }
  std::free(list);
  return strings;
}

// A disk's label may hold letters only.
std::string SourceLabel(std::size_t index) {
  std::string label = "ktsource";
  label.push_back(static_cast<char>('a' + index / 26));
  label.push_back(static_cast<char>('a' + index % 26));
  return label;
}

// One line, of bounded length, fit to show.
std::string CleanError(const char* error) {
  std::string text = error == nullptr ? "no reason given" : error;
  std::ranges::replace(text, '\n', ' ');
  // What libguestfs appends for those who debug it.
  for (const std::string_view advice : {" To see full error messages", " This usually means"}) {
    text.resize(std::min(text.find(advice), text.size()));
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  if (text.size() > kErrorBytesMax) text.resize(kErrorBytesMax);
  return EscapeForDisplay(text);
}

// What mount(8) itself said, without libguestfs' and its own words around it.
std::string MountReason(const std::string& error) {
  constexpr std::string_view kBefore = "mount: /sysroot/guest/";
  std::string reason = error;
  if (const std::size_t at = reason.find(kBefore); at != std::string::npos) {
    const std::size_t colon = reason.find(": ", at + kBefore.size());
    if (colon != std::string::npos) reason.erase(0, colon + 2);
  }
  for (const std::string_view behind : {"dmesg(1)", " on /dev/"}) {
    reason.resize(std::min(reason.find(behind), reason.size()));
  }
  while (!reason.empty() && (reason.back() == ' ' || reason.back() == '.')) reason.pop_back();
  return reason;
}

// Keeps the end of what hypervisor and kernel say.
void KeepConsole(guestfs_h*, void* console, std::uint64_t, int, int, const char* text,
                 std::size_t bytes, const std::uint64_t*, std::size_t) {
  std::string& kept = *static_cast<std::string*>(console);
  kept.append(text, bytes);
  if (kept.size() > kConsoleBytesMax) kept.erase(0, kept.size() - kConsoleBytesMax);
}

std::string MountPoint(std::uint32_t volume) { return fmt::format("/guest/{}", volume); }

enum class DriveUse { kOverlay, kReadOnly, kScratch };

Status AddDrive(guestfs_h* handle, const std::string& path, const std::string& label,
                DriveUse use) {
  const int result = guestfs_add_drive_opts(
      handle, path.c_str(), GUESTFS_ADD_DRIVE_OPTS_FORMAT,
      use == DriveUse::kOverlay ? "qcow2" : "raw", GUESTFS_ADD_DRIVE_OPTS_READONLY,
      use == DriveUse::kReadOnly ? 1 : 0, GUESTFS_ADD_DRIVE_OPTS_CACHEMODE,
      use == DriveUse::kOverlay ? "unsafe" : "writeback", GUESTFS_ADD_DRIVE_OPTS_LABEL,
      label.c_str(), -1);
  if (result == 0) return OkStatus();
  return MakeError(StatusCode::kUnavailable,
                   fmt::format("cannot give a disk to the appliance: {}: check that it can be read",
                               CleanError(guestfs_last_error(handle))));
}

void Configure(guestfs_h* handle, const Guest::Options& options) {
  guestfs_set_error_handler(handle, nullptr, nullptr);
  guestfs_set_backend(handle, "direct");
  guestfs_set_autosync(handle, 0);
  guestfs_set_tmpdir(handle, options.temporary_directory.c_str());
  if (options.accelerator == Accelerator::kTcg) {
    std::string setting = "force_tcg";
    char* settings[] = {setting.data(), nullptr};
    guestfs_set_backend_settings(handle, settings);
  }
}

}  // namespace

template <typename Call>
auto Guest::Timed(int seconds, bool& timed_out, Call call) {
  CallDeadline deadline{std::chrono::seconds(seconds)};
  auto result = call();
  timed_out = deadline.passed();
  return result;
}

Status Guest::Failure(const std::string& what, bool timed_out) {
  alive_ = !timed_out && guestfs_is_ready(handle_) == 1;
  if (timed_out) {
    return MakeError(StatusCode::kDeadlineExceeded,
                     fmt::format("{}: the appliance did not answer in time: scan again", what));
  }
  const std::string error = CleanError(guestfs_last_error(handle_));
  if (!alive_) {
    return MakeError(StatusCode::kUnavailable,
                     fmt::format("{}: the appliance ended: {}: scan again", what, error));
  }
  return MakeError(StatusCode::kDataLoss, fmt::format("{}: {}", what, error));
}

Guest::~Guest() { guestfs_close(handle_); }

Status Guest::AddDrives(guestfs_h* handle, const Options& options) {
  for (std::size_t i = 0; i < options.sources.size(); ++i) {
    const Drive& drive = options.sources[i];
    const std::string overlay = fmt::format("{}/overlay{}.qcow2", options.temporary_directory, i);
    KT_RETURN_IF_ERROR(MakeOverlay(drive.path, drive.bytes, overlay));
    KT_RETURN_IF_ERROR(AddDrive(handle, overlay, SourceLabel(i), DriveUse::kOverlay));
  }
  KT_RETURN_IF_ERROR(AddDrive(handle, options.probe_image, kProbeLabel, DriveUse::kReadOnly));
  return AddDrive(handle, options.scratch_disk, kScratchLabel, DriveUse::kScratch);
}

StatusOr<std::unique_ptr<Guest>> Guest::Launch(const Options& options) {
  guestfs_h* const handle = guestfs_create();
  if (handle == nullptr) {
    return MakeError(StatusCode::kFailedPrecondition,
                     "cannot start the appliance: libguestfs gives no handle: reinstall it");
  }
  std::unique_ptr<Guest> guest(new Guest(handle));
  Configure(handle, options);
  KT_RETURN_IF_ERROR(AddDrives(handle, options));
  std::string console;
  const int listener =
      guestfs_set_event_callback(handle, KeepConsole, GUESTFS_EVENT_APPLIANCE, 0, &console);
  bool timed_out = false;
  const int launched =
      guest->Timed(options.launch_seconds, timed_out, [&] { return guestfs_launch(handle); });
  if (listener >= 0) guestfs_delete_event_callback(handle, listener);
  if (timed_out) {
    return MakeError(StatusCode::kDeadlineExceeded,
                     fmt::format("cannot start the appliance: it was not up after {} seconds: try "
                                 "'keytrail doctor'",
                                 options.launch_seconds));
  }
  if (launched != 0) {
    const char* const hypervisor = guestfs_get_hv(handle);
    return ExplainLaunchFailure(
        {.hypervisor = hypervisor == nullptr ? "" : hypervisor, .console = std::move(console)},
        CleanError(guestfs_last_error(handle)));
  }
  RemoveSocketDirectory(guestfs_get_pid(handle));
  KT_RETURN_IF_ERROR(guest->FindDevices(options.sources.size()));
  return guest;
}

Status Guest::FindDevices(std::size_t sources) {
  bool timed_out = false;
  const std::vector<std::string> pairs = TakeStrings(
      Timed(kCallSeconds, timed_out, [&] { return guestfs_list_disk_labels(handle_); }));
  std::map<std::string, std::string> devices;
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) devices[pairs[i]] = pairs[i + 1];
  for (std::size_t i = 0; i < sources; ++i) source_devices_.push_back(devices[SourceLabel(i)]);
  const std::string probe_device = devices[kProbeLabel];
  const bool all = devices.contains(kScratchLabel) && !probe_device.empty() &&
                   std::ranges::none_of(source_devices_, &std::string::empty);
  if (!all) return Failure("cannot find the disks in the appliance", timed_out);
  const int mounted = Timed(kCallSeconds, timed_out,
                            [&] { return guestfs_mount_ro(handle_, probe_device.c_str(), "/"); });
  return mounted == 0 ? OkStatus() : Failure("cannot mount the probe's disk", timed_out);
}

StatusOr<std::vector<std::string>> Guest::PartitionsOf(const std::string& device) {
  bool timed_out = false;
  char** const list =
      Timed(kCallSeconds, timed_out, [&] { return guestfs_list_partitions(handle_); });
  if (list == nullptr) return Failure("cannot list the partitions", timed_out);
  std::vector<std::string> partitions;
  for (std::string& partition : TakeStrings(list)) {
    char* const whole = guestfs_part_to_dev(handle_, partition.c_str());
    if (whole != nullptr && device == whole) partitions.push_back(std::move(partition));
    std::free(whole);
  }
  return partitions;
}

StatusOr<std::vector<std::string>> Guest::LogicalVolumes() {
  bool timed_out = false;
  char** const list = Timed(kCallSeconds, timed_out, [&] { return guestfs_lvs(handle_); });
  if (list == nullptr) return Failure("cannot list the logical volumes", timed_out);
  return TakeStrings(list);
}

StatusOr<std::vector<std::string>> Guest::PhysicalVolumes() {
  bool timed_out = false;
  char** const list = Timed(kCallSeconds, timed_out, [&] { return guestfs_pvs(handle_); });
  if (list == nullptr) return Failure("cannot list the physical volumes", timed_out);
  return TakeStrings(list);
}

StatusOr<std::vector<std::string>> Guest::RaidDevices() {
  bool timed_out = false;
  char** const list =
      Timed(kCallSeconds, timed_out, [&] { return guestfs_list_md_devices(handle_); });
  if (list == nullptr) return Failure("cannot list the RAID devices", timed_out);
  return TakeStrings(list);
}

StatusOr<std::map<std::string, std::string>> Guest::Identify(const std::string& device) {
  bool timed_out = false;
  char** const list =
      Timed(kCallSeconds, timed_out, [&] { return guestfs_blkid(handle_, device.c_str()); });
  std::map<std::string, std::string> tags;
  if (list == nullptr) {
    // blkid fails on a device that holds nothing it knows.
    const Status failure = Failure("cannot identify a block device", timed_out);
    if (!alive_) return failure;
    return tags;
  }
  const std::vector<std::string> pairs = TakeStrings(list);
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) tags[pairs[i]] = pairs[i + 1];
  return tags;
}

StatusOr<std::string> Guest::ReadDevice(const std::string& device, int bytes, std::int64_t offset) {
  bool timed_out = false;
  std::size_t size = 0;
  char* const data = Timed(kCallSeconds, timed_out, [&] {
    return guestfs_pread_device(handle_, device.c_str(), bytes, offset, &size);
  });
  if (data == nullptr) return Failure("cannot read a block device", timed_out);
  std::string text(data, size);
  std::free(data);
  return text;
}

Status Guest::Mount(const std::string& device, const std::string& type, std::uint32_t volume) {
  // A snapshot's XFS has the UUID of its original, which may be mounted as well.
  const char* const options = type == "xfs" ? "ro,nouuid" : "ro";
  bool timed_out = false;
  const int result = Timed(kCallSeconds, timed_out, [&] {
    return guestfs_mount_vfs(handle_, options, type.c_str(), device.c_str(),
                             MountPoint(volume).c_str());
  });
  if (result == 0) return OkStatus();
  const Status failure = Failure("cannot mount it", timed_out);
  if (!alive_) return failure;
  const std::string reason = MountReason(CleanError(guestfs_last_error(handle_)));
  const bool unknown = reason.find("unknown filesystem type") != std::string::npos;
  return MakeError(unknown ? StatusCode::kUnimplemented : StatusCode::kDataLoss,
                   fmt::format("the kernel does not mount it: {}", reason));
}

StatusOr<std::string> Guest::ReadFile(std::uint32_t volume, const std::string& path,
                                      std::int64_t bytes_max) {
  const std::string full_path = MountPoint(volume) + path;
  bool timed_out = false;
  const int regular = Timed(kCallSeconds, timed_out, [&] {
    return guestfs_is_file_opts(handle_, full_path.c_str(), GUESTFS_IS_FILE_OPTS_FOLLOWSYMLINKS, 1,
                                -1);
  });
  if (regular < 0) return Failure("cannot look at a file", timed_out);
  if (regular == 0) return std::string();
  std::size_t size = 0;
  char* const data = Timed(kCallSeconds, timed_out, [&]() -> char* {
    const std::int64_t file_bytes = guestfs_filesize(handle_, full_path.c_str());
    if (file_bytes < 0 || file_bytes > bytes_max) return nullptr;
    return guestfs_read_file(handle_, full_path.c_str(), &size);
  });
  if (timed_out) return Failure("cannot read a file", timed_out);
  if (data == nullptr) return std::string();
  std::string text(data, size);
  std::free(data);
  return text;
}

Status Guest::RunProbe() {
  std::string program = "/probe";
  std::string guests = "/guest";
  // By its label: the names that libguestfs translates for its own calls mean nothing to a program.
  std::string scratch = fmt::format("/dev/disk/guestfs/{}", kScratchLabel);
  char* arguments[] = {program.data(), scratch.data(), guests.data(), nullptr};
  bool timed_out = false;
  char* const output =
      Timed(kProbeSeconds, timed_out, [&] { return guestfs_command(handle_, arguments); });
  if (output == nullptr) return Failure("cannot walk the volume", timed_out);
  std::free(output);
  return OkStatus();
}

}  // namespace keytrail::disk
