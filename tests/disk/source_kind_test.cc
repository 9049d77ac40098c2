#include "scanner/disk/source_kind.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

SourceSpec WriteSource(const TemporaryDirectory& directory, const std::string& bytes) {
  const std::string path = directory.path() / "source";
  std::ofstream(path, std::ios::binary) << bytes;
  return {.path = path, .display = "source"};
}

TEST(SourceKind, NamesEachFormatByItsHeader) {
  struct Case {
    std::string bytes;
    SourceKind kind;
  };
  const std::string padding(1024, '\0');
  const Case cases[] = {
      {"QFI\xfb"s + padding, SourceKind::kQcow2},
      {"KDMV"s + padding, SourceKind::kVmdk},
      {"# Disk DescriptorFile\nversion=1\n"s, SourceKind::kVmdk},
      {"vhdxfile"s + padding, SourceKind::kVhdx},
      {"conectix"s + padding, SourceKind::kVhd},
      {padding + "conectix"s + std::string(504, '\0'), SourceKind::kVhd},
      {std::string(64, '<') + "\x7f\x10\xda\xbe"s + padding, SourceKind::kVdi},
      {"EVF\x09\x0d\x0a\xff\x00"s + padding, SourceKind::kEwf},
      {padding, SourceKind::kRaw},
      {"x"s, SourceKind::kRaw},
      {"QFI"s, SourceKind::kRaw},
  };
  for (const Case& one : cases) {
    TemporaryDirectory directory;
    const auto kind = LookAtSource(WriteSource(directory, one.bytes));
    ASSERT_TRUE(kind.ok());
    EXPECT_EQ(*kind, one.kind) << one.bytes.substr(0, 8);
  }
}

TEST(SourceKind, RefusesAMissingSource) {
  const auto kind = LookAtSource({.path = "/nonexistent/disk", .display = "disk"});
  EXPECT_EQ(kind.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(MessageOf(kind.status()),
            "cannot scan disk: there is no such file or directory: check the path");
}

TEST(SourceKind, RefusesAnEmptyFile) {
  TemporaryDirectory directory;
  const auto kind = LookAtSource(WriteSource(directory, ""));
  EXPECT_EQ(kind.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(MessageOf(kind.status()), HasSubstr("it is empty"));
}

TEST(SourceKind, RefusesAFifoWithoutWaitingOnIt) {
  TemporaryDirectory directory;
  const std::string path = directory.path() / "fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const auto kind = LookAtSource({.path = path, .display = "fifo"});
  EXPECT_EQ(kind.status().code(), StatusCode::kInvalidArgument);
}

TEST(SourceKind, RefusesAnotherFormatGivenAsRawAndNamesTheFlag) {
  TemporaryDirectory directory;
  const SourceSpec source = WriteSource(directory, "QFI\xfb"s + std::string(600, '\0'));
  const Status refused = CheckDiskSource(source, /*insist_raw=*/false);
  EXPECT_EQ(refused.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(MessageOf(refused), HasSubstr("--source-format raw"));
  EXPECT_TRUE(CheckDiskSource(source, /*insist_raw=*/true).ok());
}

TEST(SourceKind, RefusesADirectoryGivenAsDiskAndADiskGivenAsDirectory) {
  TemporaryDirectory directory;
  const SourceSpec tree = {.path = directory.path(), .display = "tree"};
  EXPECT_EQ(CheckDiskSource(tree, false).code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(CheckDirectorySource(tree).ok());
  EXPECT_EQ(CheckDirectorySource(WriteSource(directory, "x")).code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace keytrail::disk
