#include "scanner/disk/survey.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace keytrail::disk {
namespace {

using Tags = std::map<std::string, std::string>;

TEST(Classify, DecidesWhatIsMountedAndWhatIsNot) {
  struct Case {
    Tags tags;
    bool assembled;
    VolumeOutcome fate;
  };
  const Case cases[] = {
      {{{"TYPE", "ext4"}}, false, VolumeOutcome::kComplete},
      {{{"TYPE", "xfs"}, {"PART_ENTRY_TYPE", "0x83"}}, false, VolumeOutcome::kComplete},
      {{{"TYPE", "swap"}}, false, VolumeOutcome::kIgnored},
      {{{"TYPE", "LVM2_member"}}, true, VolumeOutcome::kIgnored},
      {{{"TYPE", "LVM2_member"}}, false, VolumeOutcome::kUnsupported},
      {{{"TYPE", "linux_raid_member"}}, true, VolumeOutcome::kIgnored},
      {{{"TYPE", "zfs_member"}}, false, VolumeOutcome::kUnsupported},
      {{{"TYPE", "crypto_LUKS"}}, false, VolumeOutcome::kLocked},
      {{{"TYPE", "BitLocker"}}, false, VolumeOutcome::kLocked},
      {{{"PART_ENTRY_TYPE", "21686148-6449-6e6f-744e-656564454649"}},
       false,
       VolumeOutcome::kIgnored},
      {{}, false, VolumeOutcome::kUnsupported},
  };
  for (const Case& one : cases) {
    const Classification classification = Classify(one.tags, one.assembled);
    EXPECT_EQ(classification.fate, one.fate);
    EXPECT_EQ(classification.reason.empty(), one.fate == VolumeOutcome::kComplete);
  }
}

}  // namespace
}  // namespace keytrail::disk
