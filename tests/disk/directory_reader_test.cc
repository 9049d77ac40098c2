#include "scanner/disk/directory_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/limits.h"
#include "base/unique_fd.h"
#include "scanner/disk/open_reader.h"
#include "tests/disk/recording_sink.h"
#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DirectoryReader : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = tree_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  Status Walk(RecordingSink& sink) { return WalkPath(tree_.path(), sink); }
  static Status WalkPath(const std::string& path, RecordingSink& sink) {
    return NewDirectoryReader({{.path = path, .display = "tree"}}, "given")->Walk(sink);
  }

  TemporaryDirectory tree_;
};

TEST_F(DirectoryReader, ReportsEveryEntryWithItsPathBelowTheRoot) {
  Write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  Write("home/a/.ssh/id", "key");
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  ASSERT_THAT(sink.volumes(), SizeIs(1));
  const RecordedVolume& volume = sink.volumes()[0];
  EXPECT_EQ(volume.volume.id, "directory:0");
  EXPECT_EQ(volume.volume.file_system, "directory");
  EXPECT_EQ(volume.volume.source, "tree");
  EXPECT_EQ(volume.volume.reader_reason, "given");
  EXPECT_EQ(volume.outcome, VolumeOutcome::kComplete);
  EXPECT_TRUE(volume.walked_to_end);
  EXPECT_THAT(volume.files, SizeIs(7));
  ASSERT_NE(volume.Find("/"), nullptr);
  ASSERT_NE(volume.Find("/home/a/.ssh"), nullptr);
  EXPECT_EQ(volume.Find("/home/a/.ssh")->entry.type, FileType::kDirectory);
  ASSERT_NE(volume.Find("/etc/passwd"), nullptr);
  EXPECT_EQ(volume.Find("/etc/passwd")->content, "root:x:0:0::/root:/bin/sh\n");
}

TEST_F(DirectoryReader, GivesTheDirectoriesAboveAFileInnermostFirst) {
  Write("home/a/key", "key");
  std::filesystem::permissions(tree_.path() / "home/a", std::filesystem::perms(0711));
  std::filesystem::permissions(tree_.path() / "home", std::filesystem::perms(0751));
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  const DirectoryChain* chain = sink.volumes()[0].Find("/home/a/key")->entry.directories.get();
  ASSERT_NE(chain, nullptr);
  EXPECT_EQ(chain->permissions.mode, 0711U);
  ASSERT_NE(chain->parent, nullptr);
  EXPECT_EQ(chain->parent->permissions.mode, 0751U);
  ASSERT_NE(chain->parent->parent, nullptr);
  EXPECT_EQ(chain->parent->parent->parent, nullptr);
}

TEST_F(DirectoryReader, NeverFollowsALinkBelowTheRoot) {
  TemporaryDirectory outside;
  std::ofstream(outside.path() / "secret") << "outside";
  std::filesystem::create_symlink(outside.path(), tree_.path() / "out");
  std::filesystem::create_symlink(outside.path() / "secret", tree_.path() / "file");
  std::filesystem::create_symlink(".", tree_.path() / "loop");
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  const RecordedVolume& volume = sink.volumes()[0];
  EXPECT_THAT(volume.files, SizeIs(4));
  for (const std::string path : {"/out", "/file", "/loop"}) {
    ASSERT_NE(volume.Find(path), nullptr) << path;
    EXPECT_EQ(volume.Find(path)->entry.type, FileType::kSymlink);
    EXPECT_FALSE(volume.Find(path)->has_content);
  }
}

TEST_F(DirectoryReader, SaysWhereALinkLeadsAsTheLinkSaysIt) {
  Write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  const std::string longest(limits::kLinkTargetBytesMax - 1, 'x');
  std::filesystem::create_symlink("../nowhere/\xff", tree_.path() / "etc/dangling");
  std::filesystem::create_symlink("/etc/passwd", tree_.path() / "etc/absolute");
  std::filesystem::create_symlink(longest, tree_.path() / "etc/long");
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  const RecordedVolume& volume = sink.volumes()[0];
  EXPECT_EQ(volume.Find("/etc/dangling")->entry.link_target, "../nowhere/\xff");
  EXPECT_EQ(volume.Find("/etc/absolute")->entry.link_target, "/etc/passwd");
  EXPECT_EQ(volume.Find("/etc/long")->entry.link_target, longest);
  EXPECT_THAT(volume.Find("/etc/passwd")->entry.link_target, IsEmpty());
}

TEST_F(DirectoryReader, FollowsASourceThatIsItselfALink) {
  Write("a", "1");
  TemporaryDirectory elsewhere;
  const std::filesystem::path link = elsewhere.path() / "link";
  std::filesystem::create_directory_symlink(tree_.path(), link);
  RecordingSink sink;
  ASSERT_TRUE(WalkPath(link, sink).ok());
  ASSERT_NE(sink.volumes()[0].Find("/a"), nullptr);
}

TEST_F(DirectoryReader, ReportsFifosAndSpecialFilesWithoutContent) {
  ASSERT_EQ(::mkfifo((tree_.path() / "fifo").c_str(), 0600), 0);
  const bool device = ::mknod((tree_.path() / "null").c_str(), S_IFCHR | 0600, 0x103) == 0;
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  const RecordedVolume& volume = sink.volumes()[0];
  EXPECT_EQ(volume.Find("/fifo")->entry.type, FileType::kFifo);
  EXPECT_FALSE(volume.Find("/fifo")->has_content);
  if (device) {
    EXPECT_EQ(volume.Find("/null")->entry.type, FileType::kCharDevice);
    EXPECT_FALSE(volume.Find("/null")->has_content);
  }
  EXPECT_EQ(volume.outcome, VolumeOutcome::kComplete);
}

TEST_F(DirectoryReader, GivesContentForOneOfSeveralLinksAndListsTheRest) {
  Write("a", "linked");
  std::filesystem::create_hard_link(tree_.path() / "a", tree_.path() / "b");
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  const RecordedVolume& volume = sink.volumes()[0];
  const RecordedFile* a = volume.Find("/a");
  const RecordedFile* b = volume.Find("/b");
  ASSERT_TRUE(a != nullptr && b != nullptr);
  EXPECT_EQ(a->entry.inode, b->entry.inode);
  EXPECT_EQ(a->entry.link_count, 2U);
  EXPECT_EQ(b->entry.type, FileType::kRegular);
  EXPECT_NE(a->has_content, b->has_content);
  EXPECT_EQ(a->content + b->content, "linked");
}

TEST_F(DirectoryReader, ReadsOnlyTheDataOfASparseFile) {
  const std::filesystem::path path = tree_.path() / "sparse";
  const int fd = ::open(path.c_str(), O_CREAT | O_RDWR, 0600);
  ASSERT_GE(fd, 0);
  constexpr off_t kSize = off_t{1} << 40;
  ASSERT_EQ(::ftruncate(fd, kSize), 0);
  ASSERT_EQ(::pwrite(fd, "middle", 6, off_t{1} << 39), 6);
  ::close(fd);
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  const RecordedFile* file = sink.volumes()[0].Find("/sparse");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->entry.size, static_cast<std::uint64_t>(kSize));
  EXPECT_THAT(file->content, HasSubstr("middle"));
  EXPECT_LE(file->data_bytes, 1024U * 1024U);
  EXPECT_THAT(file->content_error, IsEmpty());
}

TEST_F(DirectoryReader, RefusesAFileThatWasReplacedAfterTheWalk) {
  Write("a", "old");
  struct ReplacingSink final : WalkSink {
    std::filesystem::path path;
    Status status;
    void OnVolumeBegin(const Volume&) override {}
    bool OnFile(FileEntry, std::unique_ptr<PendingContent> content) override {
      if (content == nullptr) return true;
      std::filesystem::rename(path, path.string() + ".away");
      std::ofstream(path) << "new";
      status = content->Open().status();
      return true;
    }
    void OnException(const std::string&, const std::string&) override {}
    void OnSkipped(const std::string&, std::uint64_t) override {}
    void Drain() override {}
    void OnVolumeEnd(VolumeOutcome, const std::string&, bool) override {}
  } sink;
  sink.path = tree_.path() / "a";
  ASSERT_TRUE(NewDirectoryReader({{.path = tree_.path(), .display = "t"}}, "")->Walk(sink).ok());
  EXPECT_EQ(sink.status.code(), StatusCode::kNotFound);
}

TEST_F(DirectoryReader, KeepsNamesThatAreNotUtf8) {
  const std::string name = "caf\xe9\n";
  Write(name, "x");
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  ASSERT_NE(sink.volumes()[0].Find("/" + name), nullptr);
}

TEST_F(DirectoryReader, StopsAtTheDepthLimitWithAnExceptionAndNoOverflow) {
  UniqueFd here(::open(tree_.path().c_str(), O_RDONLY | O_DIRECTORY));
  for (std::size_t depth = 0; depth < limits::kPathDepthMax + 10; ++depth) {
    ASSERT_EQ(::mkdirat(here.get(), "d", 0700), 0);
    here.Reset(::openat(here.get(), "d", O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(here.valid());
  }
  RecordingSink sink;
  ASSERT_TRUE(Walk(sink).ok());
  ASSERT_THAT(sink.volumes()[0].exceptions, SizeIs(1));
  EXPECT_EQ(sink.volumes()[0].exceptions[0].reason, "depth_limit");
  EXPECT_THAT(sink.volumes()[0].files, SizeIs(limits::kPathDepthMax + 2));
}

TEST_F(DirectoryReader, StopsWhenTheScanIsCancelled) {
  for (int i = 0; i < 20; ++i) Write("f" + std::to_string(i), "x");
  RecordingSink sink({.cancel_after_files = 5});
  ASSERT_TRUE(Walk(sink).ok());
  EXPECT_THAT(sink.volumes()[0].files, SizeIs(5));
  EXPECT_TRUE(sink.volumes()[0].ended);
  EXPECT_FALSE(sink.volumes()[0].walked_to_end);
}

TEST_F(DirectoryReader, OpensAllContentLateWithoutLosingAFile) {
  for (int i = 0; i < 300; ++i) {
    Write("d" + std::to_string(i % 30) + "/f" + std::to_string(i), "content " + std::to_string(i));
  }
  RecordingSink sink({.open_late = true});
  ASSERT_TRUE(Walk(sink).ok());
  for (int i = 0; i < 300; ++i) {
    const RecordedFile* file =
        sink.volumes()[0].Find("/d" + std::to_string(i % 30) + "/f" + std::to_string(i));
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(file->content, "content " + std::to_string(i));
    EXPECT_EQ(file->sha256, HexEncode(Sha256(AsBytes(file->content))));
  }
}

TEST_F(DirectoryReader, GivesOneVolumePerSource) {
  Write("a", "1");
  TemporaryDirectory other;
  std::ofstream(other.path() / "b") << "2";
  RecordingSink sink;
  ASSERT_TRUE(
      NewDirectoryReader(
          {{.path = tree_.path(), .display = "one"}, {.path = other.path(), .display = "two"}}, "")
          ->Walk(sink)
          .ok());
  ASSERT_THAT(sink.volumes(), SizeIs(2));
  EXPECT_EQ(sink.volumes()[1].volume.id, "directory:1");
  EXPECT_NE(sink.volumes()[1].Find("/b"), nullptr);
}

TEST_F(DirectoryReader, RefusesAllSourcesWhenOneIsMissing) {
  RecordingSink sink;
  const Status status = NewDirectoryReader({{.path = tree_.path(), .display = "one"},
                                            {.path = "/nonexistent/x", .display = "two"}},
                                           "")
                            ->Walk(sink);
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_THAT(MessageOf(status), HasSubstr("two"));
  EXPECT_THAT(sink.volumes(), IsEmpty());
}

TEST_F(DirectoryReader, OpensThroughTheJob) {
  Write("a", "1");
  Job job;
  job.reader = ReaderKind::kDirectory;
  job.sources = {{.path = tree_.path(), .display = "tree"}};
  auto reader = OpenReader(job);
  ASSERT_TRUE(reader.ok());
  RecordingSink sink;
  EXPECT_TRUE((*reader)->Walk(sink).ok());
  EXPECT_NE(sink.volumes()[0].Find("/a"), nullptr);
}

}  // namespace
}  // namespace keytrail::disk
