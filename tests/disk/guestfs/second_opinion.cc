#include "tests/disk/guestfs/second_opinion.h"

#include <guestfs.h>

#include <cstdlib>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "base/c_handle.h"
#include "base/check.h"

namespace keytrail::disk {
namespace {

using Handle = CHandle<guestfs_h, &guestfs_close>;

constexpr const char* kLogicalVolume = "/dev/group/volume";

void AddDrive(guestfs_h* handle, const std::filesystem::path& path, bool read_only) {
  KT_CHECK(guestfs_add_drive_opts(handle, path.c_str(), GUESTFS_ADD_DRIVE_OPTS_FORMAT, "raw",
                                  GUESTFS_ADD_DRIVE_OPTS_READONLY, read_only ? 1 : 0, -1) == 0);
}

// Files whose extents the host cannot know, of sizes that take several rounds, or rounds of their
// own, of a small scratch disk.
void MakeLogicalVolume(guestfs_h* handle, const std::string& device) {
  std::string physical = device;
  char* devices[] = {physical.data(), nullptr};
  KT_CHECK(guestfs_pvcreate(handle, device.c_str()) == 0);
  KT_CHECK(guestfs_vgcreate(handle, "group", devices) == 0);
  KT_CHECK(guestfs_lvcreate(handle, "volume", "group", 24) == 0);
  KT_CHECK(guestfs_mkfs(handle, "ext4", kLogicalVolume) == 0);
  KT_CHECK(guestfs_set_uuid(handle, kLogicalVolume, "10000000-0000-0000-0000-000000000008") == 0);
  KT_CHECK(guestfs_mount(handle, kLogicalVolume, "/") == 0);
  for (int i = 0; i < 4; ++i) {
    const std::string pattern = fmt::format("some {} ", i);
    const std::string path = fmt::format("/medium{}", i);
    KT_CHECK(guestfs_fill_pattern(handle, pattern.c_str(), 700'001, path.c_str()) == 0);
  }
  KT_CHECK(guestfs_fill_pattern(handle, "larger than a round", 5'000'003, "/large") == 0);
  KT_CHECK(guestfs_write(handle, "/sparse", "begin", 5) == 0);
  KT_CHECK(guestfs_truncate_size(handle, "/sparse", 6'000'000) == 0);
  KT_CHECK(guestfs_pwrite(handle, "/sparse", "late", 4, 5'500'000) == 4);
  KT_CHECK(guestfs_fallocate64(handle, "/unwritten", 300'000) == 0);
  KT_CHECK(guestfs_ln(handle, "/large", "/large-again") == 0);
  KT_CHECK(guestfs_umount_all(handle) == 0);
}

void Unpack(guestfs_h* handle, const std::string& device, const std::filesystem::path& target) {
  const std::string tar = target.string() + ".tar";
  KT_CHECK(guestfs_mount_ro(handle, device.c_str(), "/") == 0);
  KT_CHECK(guestfs_tar_out(handle, "/", tar.c_str()) == 0);
  KT_CHECK(guestfs_umount_all(handle) == 0);
  std::filesystem::create_directories(target);
  // Device nodes need root; they are not compared then, and tar's exit code says nothing else.
  const std::string command =
      fmt::format("tar --numeric-owner -xpf '{}' -C '{}' 2>/dev/null", tar, target.string());
  static_cast<void>(std::system(command.c_str()));
  std::filesystem::remove(tar);
}

}  // namespace

std::map<std::string, std::filesystem::path> UnpackWithGuestfs(
    const std::filesystem::path& directory, const std::vector<UnpackedVolume>& volumes,
    const std::string& logical_volume_id) {
  const Handle handle(guestfs_create());
  KT_CHECK(handle != nullptr);
  guestfs_set_backend(handle.get(), "direct");
  std::string setting = "force_tcg";
  char* settings[] = {setting.data(), nullptr};
  guestfs_set_backend_settings(handle.get(), settings);
  std::map<std::string, std::string> devices;
  for (const UnpackedVolume& volume : volumes) {
    if (devices.contains(volume.disk)) continue;
    devices[volume.disk] = fmt::format("/dev/sd{}", static_cast<char>('a' + devices.size()));
    AddDrive(handle.get(), directory / volume.disk, /*read_only=*/true);
  }
  std::ofstream(directory / "lvm.img").put('\0');
  std::filesystem::resize_file(directory / "lvm.img", 40 * 1024 * 1024);
  AddDrive(handle.get(), directory / "lvm.img", /*read_only=*/false);
  KT_CHECK(guestfs_launch(handle.get()) == 0);
  MakeLogicalVolume(handle.get(),
                    fmt::format("/dev/sd{}", static_cast<char>('a' + devices.size())));
  std::map<std::string, std::filesystem::path> unpacked;
  std::filesystem::create_directory(directory / "unpacked");
  const auto target = [&] { return directory / "unpacked" / fmt::format("{}", unpacked.size()); };
  for (const UnpackedVolume& volume : volumes) {
    const std::filesystem::path path = target();
    Unpack(handle.get(), devices[volume.disk] + volume.partition, path);
    unpacked[volume.id] = path;
  }
  const std::filesystem::path path = target();
  Unpack(handle.get(), kLogicalVolume, path);
  unpacked[logical_volume_id] = path;
  KT_CHECK(guestfs_shutdown(handle.get()) == 0);
  return unpacked;
}

}  // namespace keytrail::disk
