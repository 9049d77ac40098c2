// The host's half of a walk against the probe's own code, run in this process over a directory of
// this host: every round, cursor and copy of the real thing, without an appliance.
#include "scanner/disk/volume_walk.h"

#include <fcntl.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/unique_fd.h"
#include "scanner/disk/directory_reader.h"
#include "scanner/disk/probe/answer.h"
#include "tests/disk/recording_sink.h"
#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LocalProbe final : public ProbeRunner {
 public:
  LocalProbe(const std::string& scratch, std::string guests)
      : device_(::open(scratch.c_str(), O_RDWR | O_CLOEXEC)), guests_(std::move(guests)) {}
  Status RunProbe() override {
    ++runs;
    if (runs > fail_after) return MakeError(StatusCode::kDeadlineExceeded, "the probe hangs");
    const std::string error = probe::AnswerRequest(device_.get(), guests_);
    return error.empty() ? OkStatus() : MakeError(StatusCode::kDataLoss, error);
  }
  int runs = 0;
  int fail_after = 1'000'000;

 private:
  UniqueFd device_;
  std::string guests_;
};

class VolumeWalkTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kScratchBytes = probe::kScratchBytesMin;

  VolumeWalkTest()
      : scratch_(ScratchDisk::Create(directory_.path(), kScratchBytes).value()),
        probe_(scratch_.path(), directory_.path() / "guest") {
    std::filesystem::create_directories(Tree());
    volume_.id = "uuid:x";
    volume_.mounted_at = "/";
  }
  std::filesystem::path Tree() const { return directory_.path() / "guest/0"; }
  void Write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = Tree() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  static std::string LongName(int number) { return std::to_string(number) + std::string(230, 'n'); }
  VolumeWalk::Outcome Walk(RecordingSink& sink) {
    Volume volume;
    volume.id = volume_.id;
    sink.OnVolumeBegin(volume);
    VolumeWalk::Outcome outcome = VolumeWalk(probe_, scratch_, volume_, sink).Run();
    sink.OnVolumeEnd(outcome.outcome, outcome.reason, outcome.walked_to_end);
    return outcome;
  }
  // The walk finds what a plain reading of the same directory finds, each path once.
  void ExpectSameAsDirectory(const RecordedVolume& seen) {
    RecordingSink plain;
    ASSERT_TRUE(NewDirectoryReader({{.path = Tree(), .display = "t"}}, "")->Walk(plain).ok());
    const auto digests = [](const RecordedVolume& volume) {
      std::map<std::string, std::string> by_path;
      for (const RecordedFile& file : volume.files) {
        const std::string digest = file.entry.link_count > 1 ? "linked" : file.sha256;
        EXPECT_TRUE(by_path.emplace(file.entry.path, digest).second) << file.entry.path;
        EXPECT_THAT(file.content_error, IsEmpty());
      }
      return by_path;
    };
    EXPECT_EQ(digests(seen), digests(plain.volumes().at(0)));
  }

  TemporaryDirectory directory_;
  ScratchDisk scratch_;
  LocalProbe probe_;
  MountedVolume volume_;
};

TEST_F(VolumeWalkTest, GoesOnInTheNextRoundWhereTheRoomEnded) {
  // Long names fill the room for metadata soon, some large files that for content.
  for (int d = 0; d < 26; ++d) {
    for (int f = 0; f < 100; ++f) {
      const std::string name = "d" + std::to_string(d) + "/sub/" + LongName(f);
      Write(name, f % 33 == 0 ? std::string(60'000, static_cast<char>('a' + d)) : name);
    }
  }
  RecordingSink sink({.open_late = true});
  const VolumeWalk::Outcome outcome = Walk(sink);
  EXPECT_EQ(outcome.outcome, VolumeOutcome::kComplete) << outcome.reason;
  EXPECT_TRUE(outcome.walked_to_end);
  EXPECT_GE(probe_.runs, 3);
  ExpectSameAsDirectory(sink.volumes()[0]);
}

TEST_F(VolumeWalkTest, ReadsAFileLargerThanARoundPieceByPiece) {
  std::string large;
  for (int i = 0; large.size() < 5'000'000; ++i) large += "line " + std::to_string(i) + "\n";
  Write("large", large);
  Write("small", "small");
  RecordingSink sink;
  EXPECT_EQ(Walk(sink).outcome, VolumeOutcome::kComplete);
  EXPECT_GE(probe_.runs, 4);
  ExpectSameAsDirectory(sink.volumes()[0]);
}

TEST_F(VolumeWalkTest, KeepsTheHolesOfASparseFileOfATerabyte) {
  Write("sparse", "begin");
  const std::filesystem::path path = Tree() / "sparse";
  std::filesystem::resize_file(path, 1ULL << 40);
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(1LL << 39) << "middle";
  RecordingSink sink;
  EXPECT_EQ(Walk(sink).outcome, VolumeOutcome::kComplete);
  const RecordedFile* file = sink.volumes()[0].Find("/sparse");
  ASSERT_NE(file, nullptr);
  EXPECT_THAT(file->content, HasSubstr("begin"));
  EXPECT_THAT(file->content, HasSubstr("middle"));
  EXPECT_LE(file->data_bytes, 1024U * 1024U);
}

TEST_F(VolumeWalkTest, GivesContentToOneOfSeveralLinks) {
  Write("a", "linked");
  std::filesystem::create_hard_link(Tree() / "a", Tree() / "b");
  RecordingSink sink;
  EXPECT_EQ(Walk(sink).outcome, VolumeOutcome::kComplete);
  const RecordedVolume& volume = sink.volumes()[0];
  EXPECT_EQ(volume.Find("/a")->content + volume.Find("/b")->content, "linked");
}

TEST_F(VolumeWalkTest, SaysWhereEveryLinkLeadsOverManyRounds) {
  // Long targets fill the room for metadata soon.
  const std::string tail(3'900, 't');
  std::filesystem::create_directories(Tree() / "links");
  for (int i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i);
    std::filesystem::create_symlink(name + tail, Tree() / "links" / name);
  }
  RecordingSink sink;
  const VolumeWalk::Outcome outcome = Walk(sink);
  EXPECT_EQ(outcome.outcome, VolumeOutcome::kComplete) << outcome.reason;
  EXPECT_GE(probe_.runs, 3);
  ExpectSameAsDirectory(sink.volumes()[0]);
  for (int i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i);
    EXPECT_EQ(sink.volumes()[0].Find("/links/" + name)->entry.link_target, name + tail);
  }
}

TEST_F(VolumeWalkTest, StopsWhenTheScanIsCancelled) {
  for (int i = 0; i < 20; ++i) Write("f" + std::to_string(i), "x");
  RecordingSink sink({.cancel_after_files = 5});
  const VolumeWalk::Outcome outcome = Walk(sink);
  EXPECT_TRUE(outcome.cancelled);
  EXPECT_FALSE(outcome.walked_to_end);
}

TEST_F(VolumeWalkTest, SaysThatTheApplianceHangs) {
  probe_.fail_after = 0;
  RecordingSink sink;
  const VolumeWalk::Outcome outcome = Walk(sink);
  EXPECT_EQ(outcome.outcome, VolumeOutcome::kTimeout);
  EXPECT_FALSE(outcome.walked_to_end);
}

TEST_F(VolumeWalkTest, LosesOnlyTheRestWhenALaterRoundFails) {
  for (int i = 0; i < 1800; ++i) Write(LongName(i), "x");
  probe_.fail_after = 1;
  RecordingSink sink;
  const VolumeWalk::Outcome outcome = Walk(sink);
  EXPECT_EQ(outcome.outcome, VolumeOutcome::kTimeout);
  EXPECT_GT(sink.volumes()[0].files.size(), 100U);
}

TEST_F(VolumeWalkTest, DoesNotDescendBelowTheDepthLimit) {
  UniqueFd here(::open(Tree().c_str(), O_RDONLY | O_DIRECTORY));
  for (int depth = 0; depth < 1040; ++depth) {
    ASSERT_EQ(::mkdirat(here.get(), "d", 0700), 0);
    here.Reset(::openat(here.get(), "d", O_RDONLY | O_DIRECTORY));
  }
  RecordingSink sink;
  Walk(sink);
  ASSERT_THAT(sink.volumes()[0].exceptions, ::testing::SizeIs(1));
  EXPECT_EQ(sink.volumes()[0].exceptions[0].reason, "depth_limit");
}

}  // namespace
}  // namespace keytrail::disk
