// Disk images made by the test, without mounting anything: partition tables by sfdisk, file systems
// by mke2fs.
#pragma once

#include <string>

namespace keytrail::e2e {

enum class PartitionTable { kNone, kMbr, kGpt };

// An ext4 file system filled from `tree`, alone or as the first partition of a disk.
void MakeExt4Image(const std::string& image, const std::string& tree, PartitionTable table);

// Overwrites bytes of a file in place.
void Overwrite(const std::string& file, std::uint64_t offset, const std::string& bytes);

}  // namespace keytrail::e2e
