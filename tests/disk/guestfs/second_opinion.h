// What is on the disks according to libguestfs alone: each volume as a tar file, unpacked. Also
// makes the one disk that needs a kernel to make: LVM.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace keytrail::disk {

// A volume to unpack: which of the disks, and its device behind that disk's name ("" or "2").
struct UnpackedVolume {
  std::string id;
  std::string disk;       // file name in the directory
  std::string partition;  // "" for a whole disk
};

// Makes lvm.img in `directory`, and unpacks each volume below `directory`/unpacked/<index>; the
// logical volume comes last. Returns where each was unpacked, by id. Ends the test program when
// something fails.
std::map<std::string, std::filesystem::path> UnpackWithGuestfs(
    const std::filesystem::path& directory, const std::vector<UnpackedVolume>& volumes,
    const std::string& logical_volume_id);

}  // namespace keytrail::disk
