#include "scanner/pipeline/list_pipeline.h"

#include <map>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/limits.h"
#include "tests/pipeline/memory_content.h"

namespace keytrail::pipeline {
namespace {

using test_support::MemoryContent;

class ListedSink final : public FrameSink {
 public:
  bool Send(WorkerFrame frame) override {
    MutexLock lock(mutex_);
    if (const auto* listed = std::get_if<ListedFileFrame>(&frame)) {
      sha256[listed->entry.path] = listed->sha256;
    } else if (const auto* end = std::get_if<VolumeEndFrame>(&frame)) {
      coverage = end->coverage;
    }
    return true;
  }
  bool cancelled() const override { return false; }

  std::map<std::string, std::string> sha256;
  VolumeCoverage coverage;

 private:
  Mutex mutex_;
};

class Pending final : public PendingContent {
 public:
  explicit Pending(std::unique_ptr<FileContent> content) : content_(std::move(content)) {}
  StatusOr<std::unique_ptr<FileContent>> Open() override { return std::move(content_); }

 private:
  std::unique_ptr<FileContent> content_;
};

// A file of holes only, as large as it says.
class HolesOnly final : public FileContent {
 public:
  StatusOr<std::optional<Range>> NextData(std::uint64_t) override { return std::optional<Range>(); }
  StatusOr<std::span<const std::byte>> Read(std::uint64_t, std::span<std::byte>) override {
    return MakeError(StatusCode::kUnavailable, "a hole is not read");
  }
};

FileEntry Entry(const std::string& path, std::uint64_t size, std::uint64_t inode = 1,
                std::uint32_t links = 1) {
  FileEntry entry;
  entry.path = path;
  entry.type = FileType::kRegular;
  entry.size = size;
  entry.inode = inode;
  entry.link_count = links;
  return entry;
}

std::string HexOf(const std::string& text) { return HexEncode(Sha256(AsBytes(text))); }

TEST(ListPipeline, DigestsHolesAsTheirZeros) {
  const std::string text = std::string(1000, '\0') + "data" + std::string(700'000, '\0') + "end";
  ListedSink sink;
  ListPipeline list(2, true, sink);
  list.OnVolumeBegin({});
  list.OnFile(Entry("/sparse", text.size()),
              std::make_unique<Pending>(std::make_unique<MemoryContent>(
                  text, std::vector<FileContent::Range>{{1000, 4}, {701'004, 3}})));
  list.OnVolumeEnd(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(sink.sha256.at("/sparse"), HexOf(text));
}

TEST(ListPipeline, GivesEveryLinkOfAFileItsDigest) {
  ListedSink sink;
  ListPipeline list(2, true, sink);
  list.OnVolumeBegin({});
  list.OnFile(Entry("/a", 4, 7, 2),
              std::make_unique<Pending>(std::make_unique<MemoryContent>("text")));
  list.OnFile(Entry("/b", 4, 7, 2), nullptr);
  list.OnVolumeEnd(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(sink.sha256.at("/a"), HexOf("text"));
  EXPECT_EQ(sink.sha256.at("/b"), HexOf("text"));
}

TEST(ListPipeline, ListsAFileWithTooManyHolesWithoutDigestAndSaysSo) {
  ListedSink sink;
  ListPipeline list(2, true, sink);
  list.OnVolumeBegin({});
  list.OnFile(Entry("/huge", limits::kHashedHoleBytesMax + 1),
              std::make_unique<Pending>(std::make_unique<HolesOnly>()));
  list.OnVolumeEnd(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(sink.sha256.at("/huge"), "");
  EXPECT_EQ(sink.coverage.outcome, VolumeOutcome::kComplete);
  EXPECT_EQ(sink.coverage.files_skipped.at("too_sparse_to_hash"), 1u);
}

}  // namespace
}  // namespace keytrail::pipeline
