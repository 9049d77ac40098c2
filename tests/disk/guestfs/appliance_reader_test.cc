#include "scanner/disk/appliance_reader.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/text.h"
#include "model/names.h"
#include "scanner/disk/call_deadline.h"
#include "scanner/disk/directory_reader.h"
#include "tests/disk/guestfs/second_opinion.h"
#include "tests/disk/recording_sink.h"
#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kRoot = "uuid:10000000-0000-0000-0000-000000000001";
constexpr const char* kInline = "uuid:10000000-0000-0000-0000-000000000002";
constexpr const char* kXfs = "uuid:10000000-0000-0000-0000-000000000003";
constexpr const char* kPieces = "uuid:10000000-0000-0000-0000-000000000004";
constexpr const char* kDirty = "uuid:10000000-0000-0000-0000-000000000005";
constexpr const char* kCut = "uuid:10000000-0000-0000-0000-000000000006";
constexpr const char* kCorrupt = "uuid:10000000-0000-0000-0000-000000000007";
constexpr const char* kLogical = "uuid:10000000-0000-0000-0000-000000000008";
constexpr const char* kFat = "uuid:1234-5678";
// Small, so that the walk takes many rounds and some files more than one.
constexpr std::uint64_t kScratchBytes = 5 * 1024 * 1024;

// The made-up machine, read once by us and once by libguestfs, for all tests of this program.
class ApplianceReader : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = std::make_unique<TemporaryDirectory>();
    const std::string directory = directory_->path();
    const std::string script = KEYTRAIL_SOURCE_DIR "/tests/disk/guestfs/make_images.sh";
    ASSERT_EQ(std::system(fmt::format("bash '{}' '{}'", script, directory).c_str()), 0);
    unpacked_ = UnpackWithGuestfs(directory,
                                  {{kRoot, "root.img", "2"},
                                   {kInline, "data.img", "1"},
                                   {kPieces, "data.img", "5"},
                                   {kFat, "data.img", "6"},
                                   {kXfs, "xfs.img", ""},
                                   {kDirty, "dirty.img", ""}},
                                  kLogical);
    Job job;
    job.reader = ReaderKind::kAppliance;
    job.reader_reason = "a test";
    job.insist_raw = true;
    job.probe_image = KEYTRAIL_PROBE_IMAGE;
    job.scratch_bytes = kScratchBytes;
    job.scratch_directory = directory + "/scratch";
    std::filesystem::create_directory(job.scratch_directory);
    for (const char* name : {"root", "data", "xfs", "dirty", "cut", "corrupt", "locked", "nothing",
                             "noise", "trap", "lvm"}) {
      job.sources.push_back({.path = fmt::format("{}/{}.img", directory, name), .display = name});
    }
    status_ = NewApplianceReader(job)->Walk(sink_);
  }
  static void TearDownTestSuite() { directory_.reset(); }

  void SetUp() override { ASSERT_TRUE(status_.ok()) << MessageOf(status_); }

  static const RecordedVolume& VolumeOf(const std::string& id) {
    const auto& volumes = sink_.volumes();
    const auto found = std::ranges::find_if(
        volumes, [&](const RecordedVolume& volume) { return volume.volume.id == id; });
    EXPECT_NE(found, volumes.end()) << "no volume " << id;
    static const RecordedVolume kNone;
    return found == volumes.end() ? kNone : *found;
  }
  static const RecordedFile& FileOf(const std::string& id, const std::string& path) {
    const RecordedFile* file = VolumeOf(id).Find(path);
    EXPECT_NE(file, nullptr) << "no file " << path;
    static const RecordedFile kNone;
    return file == nullptr ? kNone : *file;
  }

  static inline std::unique_ptr<TemporaryDirectory> directory_;
  static inline std::map<std::string, std::filesystem::path> unpacked_;
  static inline RecordingSink sink_{{.read_buffer_bytes = 100'000, .open_late = true}};
  static inline Status status_;
};

// One line a file: what must be equal whoever reads it.
std::set<std::string> Summary(const RecordedVolume& volume) {
  const std::string prefix = volume.volume.mounted_at == "/" ? "" : volume.volume.mounted_at;
  std::map<std::uint64_t, std::string> digests;
  for (const RecordedFile& file : volume.files) {
    if (!file.sha256.empty()) digests[file.entry.inode] = file.sha256;
  }
  std::set<std::string> lines;
  for (const RecordedFile& file : volume.files) {
    const FileEntry& entry = file.entry;
    const bool device = entry.type == FileType::kCharDevice || entry.type == FileType::kBlockDevice;
    if (device && ::geteuid() != 0) continue;
    const bool regular = entry.type == FileType::kRegular;
    const std::string path =
        entry.path.size() > prefix.size() ? entry.path.substr(prefix.size()) : "/";
    lines.insert(
        fmt::format("{} {} {:o} {}:{} {} {} {} {}", EscapeForDisplay(path), NameOf(entry.type),
                    entry.permissions.mode, ::geteuid() == 0 ? entry.permissions.uid : 0,
                    ::geteuid() == 0 ? entry.permissions.gid : 0, entry.mtime.ns / 1'000'000'000,
                    regular ? entry.link_count : 0, regular ? entry.size : 0,
                    regular ? digests[entry.inode] : entry.link_target));
  }
  return lines;
}

// A volume as tar sees it, once unpacked.
RecordedVolume ReadUnpacked(const std::filesystem::path& path) {
  RecordingSink sink;
  KT_CHECK(NewDirectoryReader({{.path = path, .display = "unpacked"}}, "")->Walk(sink).ok());
  return sink.volumes().at(0);
}

void ExpectSameFiles(const RecordedVolume& ours, const std::filesystem::path& unpacked) {
  const std::set<std::string> seen = Summary(ours);
  const std::set<std::string> expected = Summary(ReadUnpacked(unpacked));
  EXPECT_GT(expected.size(), 1U);
  for (const std::string& line : expected) {
    EXPECT_TRUE(seen.contains(line)) << "missing: " << line;
  }
  for (const std::string& line : seen) {
    EXPECT_TRUE(expected.contains(line)) << "too much: " << line;
  }
  EXPECT_THAT(ours.exceptions, IsEmpty());
  EXPECT_EQ(ours.outcome, VolumeOutcome::kComplete) << ours.reason;
  EXPECT_TRUE(ours.walked_to_end);
}

TEST_F(ApplianceReader, ReadsWhatTarReadsOfAnExt4WithEveryKindOfFile) {
  ExpectSameFiles(VolumeOf(kRoot), unpacked_[kRoot]);
}

TEST_F(ApplianceReader, ReadsWhatTarReadsOfInlineData) {
  ExpectSameFiles(VolumeOf(kInline), unpacked_[kInline]);
}

TEST_F(ApplianceReader, ReadsWhatTarReadsOfAFragmentedExt3OnALogicalPartition) {
  ExpectSameFiles(VolumeOf(kPieces), unpacked_[kPieces]);
}

TEST_F(ApplianceReader, ReadsWhatTarReadsOfAFileSystemWithoutExtents) {
  ExpectSameFiles(VolumeOf(kFat), unpacked_[kFat]);
}

TEST_F(ApplianceReader, ReadsWhatTarReadsOfAnXfsWithoutPartitionTable) {
  ExpectSameFiles(VolumeOf(kXfs), unpacked_[kXfs]);
}

TEST_F(ApplianceReader, ReadsWhatTarReadsOfALogicalVolumeInManyRounds) {
  ExpectSameFiles(VolumeOf(kLogical), unpacked_[kLogical]);
}

TEST_F(ApplianceReader, ReadsWhatTheJournalSaysAndNotWhatTheImageHolds) {
  ExpectSameFiles(VolumeOf(kDirty), unpacked_[kDirty]);
  const std::string content = FileOf(kDirty, "/rewritten").content;
  EXPECT_EQ(content, std::string(1024, 'C') + std::string(7168, 'A'));
}

TEST_F(ApplianceReader, ReadsUnwrittenExtentsAsZerosAndNeverWhatLayThere) {
  const RecordedFile& file = FileOf(kRoot, "/unwritten");
  EXPECT_EQ(file.entry.size, 150'000U);
  EXPECT_EQ(file.data_bytes, 0U);
  EXPECT_EQ(file.sha256, HexEncode(Sha256(AsBytes(std::string(150'000, '\0')))));
}

TEST_F(ApplianceReader, ReadsOnlyTheDataOfSparseFiles) {
  EXPECT_LT(FileOf(kRoot, "/sparse").data_bytes, 20'000U);
  EXPECT_EQ(FileOf(kRoot, "/hole").data_bytes, 0U);
  EXPECT_LT(FileOf(kLogical, "/opt/sparse").data_bytes, 20'000U);
}

TEST_F(ApplianceReader, TellsWhereTheMachineMountsItsVolumes) {
  EXPECT_EQ(VolumeOf(kRoot).volume.mounted_at, "/");
  EXPECT_EQ(VolumeOf(kInline).volume.mounted_at, "/srv/inline data");
  EXPECT_EQ(VolumeOf(kPieces).volume.mounted_at, "/var");
  EXPECT_EQ(VolumeOf(kXfs).volume.mounted_at, "/home");
  EXPECT_EQ(VolumeOf(kLogical).volume.mounted_at, "/opt");
  EXPECT_EQ(VolumeOf(kFat).volume.mounted_at, "");
  EXPECT_NE(VolumeOf(kXfs).Find("/home/dir/short"), nullptr);
  EXPECT_NE(VolumeOf(kFat).Find("/onfat.bin"), nullptr);
}

TEST_F(ApplianceReader, DescribesEachVolume) {
  const Volume& root = VolumeOf(kRoot).volume;
  EXPECT_EQ(root.source, "root");
  EXPECT_EQ(root.file_system, "ext4");
  EXPECT_EQ(root.label, "root");
  EXPECT_EQ(root.uuid, "10000000-0000-0000-0000-000000000001");
  EXPECT_EQ(root.reader, "appliance");
  EXPECT_EQ(root.reader_reason, "a test");
}

TEST_F(ApplianceReader, GivesTheDirectoriesAboveAFileInnermostFirst) {
  const DirectoryChain* chain = FileOf(kRoot, "/home/a/big-once-more").entry.directories.get();
  ASSERT_NE(chain, nullptr);
  EXPECT_EQ(chain->permissions.mode, 0700U);
  ASSERT_NE(chain->parent, nullptr);
  ASSERT_NE(chain->parent->parent, nullptr);
  EXPECT_EQ(chain->parent->parent->parent, nullptr);
}

TEST_F(ApplianceReader, GivesContentForOneOfSeveralLinks) {
  int with_content = 0;
  for (const char* path : {"/big", "/big-again", "/home/a/big-once-more"}) {
    const RecordedFile& file = FileOf(kRoot, path);
    EXPECT_EQ(file.entry.link_count, 3U);
    with_content += file.has_content ? 1 : 0;
  }
  EXPECT_EQ(with_content, 1);
}

TEST_F(ApplianceReader, ReportsDevicesAndFifosWithoutContent) {
  EXPECT_EQ(FileOf(kRoot, "/fifo").entry.type, FileType::kFifo);
  EXPECT_EQ(FileOf(kRoot, "/null").entry.type, FileType::kCharDevice);
  EXPECT_EQ(FileOf(kRoot, "/loop0").entry.type, FileType::kBlockDevice);
  EXPECT_FALSE(FileOf(kRoot, "/fifo").has_content);
  EXPECT_FALSE(FileOf(kRoot, "/loop0").has_content);
}

TEST_F(ApplianceReader, IgnoresWhatHoldsNoFilesByNature) {
  EXPECT_EQ(VolumeOf("disk0:partition1").outcome, VolumeOutcome::kIgnored);
  EXPECT_EQ(VolumeOf("disk0:partition4").outcome, VolumeOutcome::kIgnored);
  EXPECT_EQ(VolumeOf("disk0:partition4").reason, "empty");
  const auto& volumes = sink_.volumes();
  const auto ignored = [&](const std::string& type) {
    return std::ranges::any_of(volumes, [&](const RecordedVolume& volume) {
      return volume.volume.file_system == type && volume.outcome == VolumeOutcome::kIgnored;
    });
  };
  EXPECT_TRUE(ignored("swap"));
  EXPECT_TRUE(ignored("LVM2_member"));
}

TEST_F(ApplianceReader, SaysOfEachUnreadableVolumeWhy) {
  EXPECT_EQ(VolumeOf("disk0:partition5").outcome, VolumeOutcome::kUnsupported);
  EXPECT_EQ(VolumeOf(kCorrupt).outcome, VolumeOutcome::kCorrupt);
  EXPECT_THAT(VolumeOf(kCorrupt).reason, HasSubstr("the kernel does not mount it"));
  EXPECT_EQ(VolumeOf("disk6").outcome, VolumeOutcome::kLocked);
  EXPECT_EQ(VolumeOf("disk7").outcome, VolumeOutcome::kUnsupported);
  EXPECT_EQ(VolumeOf("disk8").outcome, VolumeOutcome::kUnsupported);
}

TEST_F(ApplianceReader, ReadsARawDiskAsRawWhateverItsFirstBytesAre) {
  // Whoever follows the header finds the files of another disk here.
  EXPECT_EQ(VolumeOf("disk9").outcome, VolumeOutcome::kUnsupported);
}

TEST_F(ApplianceReader, ReadsWhatIsLeftOfATruncatedImage) {
  const RecordedVolume& volume = VolumeOf(kCut);
  EXPECT_EQ(volume.outcome, VolumeOutcome::kPartial);
  EXPECT_THAT(volume.reason, HasSubstr("the image ends"));
  std::set<std::string> truncated;
  for (const WalkException& exception : volume.exceptions) {
    EXPECT_EQ(exception.reason, "truncated");
    truncated.insert(exception.path);
  }
  EXPECT_THAT(truncated, Contains("/f8"));
  EXPECT_FALSE(truncated.contains("/f1"));
  EXPECT_EQ(FileOf(kCut, "/f1").data_bytes, 4'000'000U);
  EXPECT_FALSE(FileOf(kCut, "/f8").has_content);
}

TEST_F(ApplianceReader, LeavesNothingButEmptinessInTheScratchDirectory) {
  const std::filesystem::path scratch = directory_->path() / "scratch";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch)) {
    if (entry.path().filename() != "scratch.img") {
      EXPECT_THAT(entry.path().filename().string(), HasSubstr("overlay")) << entry.path();
      continue;
    }
    const std::string command =
        fmt::format("tr -d '\\0' < '{}' | head -c 1 | grep -q .", entry.path().string());
    EXPECT_NE(std::system(command.c_str()), 0) << "the scratch disk was not wiped";
  }
  EXPECT_THAT(ChildProcesses(), IsEmpty());
}

}  // namespace
}  // namespace keytrail::disk
