#include "scanner/disk/fstab.h"

#include <gtest/gtest.h>

namespace keytrail::disk {
namespace {

TEST(Fstab, TakesWhatIsMountedInTheTree) {
  const auto lines = ParseFstab(
      "# a comment\n"
      "UUID=aa / ext4 defaults 0 1\n"
      "\n"
      "  /dev/sdb1\t/srv/my\\040data/ ext4\n"
      "UUID=cc none swap sw 0 0\n"
      "tmpfs\n"
      "LABEL=home /home xfs defaults 0 2");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].spec, "UUID=aa");
  EXPECT_EQ(lines[0].mount_point, "/");
  EXPECT_EQ(lines[1].mount_point, "/srv/my data");
  EXPECT_EQ(lines[2].mount_point, "/home");
}

TEST(Fstab, NamesAVolumeInEachOfItsWays) {
  VolumeNames volume;
  volume.uuid = "2d46-AB";
  volume.label = "Home";
  volume.partition_uuid = "11-22";
  volume.partition_label = "part";
  volume.device = "/dev/sdb3";
  volume.disk = 1;
  volume.partition = 3;
  for (const char* spec : {"UUID=2d46-ab", "UUID=\"2d46-AB\"", "/dev/disk/by-uuid/2D46-AB",
                           "LABEL=Home", "PARTUUID=11-22", "PARTLABEL=part", "/dev/vdb3",
                           "/dev/xvdb3", "/dev/sdb3", "/dev/nvme1n1p3"}) {
    EXPECT_TRUE(Names(spec, volume)) << spec;
  }
  for (const char* spec :
       {"UUID=", "UUID=2d46", "LABEL=home", "/dev/sda3", "/dev/sdb", "/dev/sdb33", "/dev/sdb3x",
        "/dev/nvme0n1p3", "/dev/nvme1n1", "tmpfs", ""}) {
    EXPECT_FALSE(Names(spec, volume)) << spec;
  }
}

TEST(Fstab, NamesALogicalVolumeByEitherOfItsPaths) {
  VolumeNames volume;
  volume.device = "/dev/my-group/root";
  EXPECT_TRUE(Names("/dev/my-group/root", volume));
  EXPECT_TRUE(Names("/dev/mapper/my--group-root", volume));
  EXPECT_FALSE(Names("/dev/mapper/my-group-root", volume));
}

TEST(Fstab, DoesNotTakeAVolumeWithoutNamesForAny) {
  VolumeNames volume;
  volume.disk = 0;
  EXPECT_FALSE(Names("UUID=", volume));
  EXPECT_FALSE(Names("LABEL=", volume));
}

}  // namespace
}  // namespace keytrail::disk
