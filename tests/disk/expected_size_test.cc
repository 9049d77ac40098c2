#include "scanner/disk/expected_size.h"

#include <cstring>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

constexpr std::uint64_t kImageBytes = 8192;

void Put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t width) {
  std::memcpy(bytes.data() + at, &value, width);
}

std::uint64_t ExpectedOf(const std::string& bytes) {
  TemporaryDirectory directory;
  const std::string path = directory.path() / "disk";
  std::ofstream(path, std::ios::binary) << bytes;
  return ExpectedBytes(ImageFile::Open({.path = path, .display = "disk"}).value());
}

std::string WithPartition(std::uint8_t flag, std::uint8_t type) {
  std::string bytes(kImageBytes, '\0');
  Put(bytes, 510, 0xAA55, 2);
  Put(bytes, 446, flag, 1);
  Put(bytes, 450, type, 1);
  Put(bytes, 454, 2048, 4);
  Put(bytes, 458, 4096, 4);
  return bytes;
}

TEST(ExpectedSize, TakesTheEndOfTheLastPartition) {
  EXPECT_EQ(ExpectedOf(WithPartition(0x80, 0x83)), 6144U * 512);
}

TEST(ExpectedSize, DoesNotTakeABootSectorForAPartitionTable) {
  EXPECT_EQ(ExpectedOf(WithPartition(0x33, 0x83)), kImageBytes);
}

TEST(ExpectedSize, TakesThePlaceOfTheSecondGptHeader) {
  std::string bytes = WithPartition(0, 0xEE);
  bytes.replace(512, 8, "EFI PART");
  Put(bytes, 512 + 32, 9999, 8);
  EXPECT_EQ(ExpectedOf(bytes), 10000U * 512);
}

TEST(ExpectedSize, TakesTheSizeOfAFileSystemThatFillsTheDisk) {
  std::string ext(kImageBytes, '\0');
  Put(ext, 1024 + 0x38, 0xEF53, 2);
  Put(ext, 1024 + 0x18, 2, 4);
  Put(ext, 1024 + 4, 1000, 4);
  EXPECT_EQ(ExpectedOf(ext), 4096U * 1000);
  std::string xfs(kImageBytes, '\0');
  xfs.replace(0, 4, "XFSB");
  xfs[6] = 0x10;   // 4,096 bytes a block
  xfs[14] = 0x02;  // 512 blocks
  EXPECT_EQ(ExpectedOf(xfs), 4096U * 512);
}

TEST(ExpectedSize, NeverExceedsItsLimitAndNeverFallsBelowTheImage) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 50; ++trial) {
    std::string bytes(kImageBytes, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    Put(bytes, 510, 0xAA55, 2);
    Put(bytes, 1024 + 0x38, 0xEF53, 2);
    bytes.replace(512, 8, "EFI PART");
    const std::uint64_t expected = ExpectedOf(bytes);
    EXPECT_GE(expected, kImageBytes);
    EXPECT_LE(expected, kExpectedBytesMax);
  }
}

TEST(ExpectedSize, IsTheImagesOwnWhereNothingIsClaimed) {
  EXPECT_EQ(ExpectedOf(std::string(kImageBytes, '\0')), kImageBytes);
  EXPECT_EQ(ExpectedOf("tiny"), 4U);
}

}  // namespace
}  // namespace keytrail::disk
