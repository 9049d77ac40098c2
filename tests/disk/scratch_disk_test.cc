#include "scanner/disk/scratch_disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/unique_fd.h"
#include "scanner/disk/probe/message.h"
#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

constexpr std::uint64_t kBytes = 8 * 1024 * 1024;

// The scratch disk with the probe's own code at its other end.
class ScratchDiskTest : public ::testing::Test {
 protected:
  ScratchDiskTest() : scratch_(ScratchDisk::Create(directory_.path(), kBytes).value()) {
    device_.Reset(::open(scratch_.path().c_str(), O_RDWR | O_CLOEXEC));
  }
  probe::RequestMessage Ask(const ScratchDisk::Request& request) {
    KT_CHECK(scratch_.WriteRequest(request).ok());
    return probe::ReadRequest(device_.get()).value();
  }
  static probe::Response AnswerTo(const probe::RequestMessage& request) {
    probe::Response response;
    response.magic = probe::kResponseMagic;
    response.version = probe::kVersion;
    std::memcpy(response.nonce, request.head.nonce, sizeof(response.nonce));
    return response;
  }
  bool HoldsAnything() const {
    std::string bytes(kBytes, '\0');
    KT_CHECK(::pread(device_.get(), bytes.data(), bytes.size(), 0) == ssize_t{kBytes});
    return bytes.find_first_not_of('\0') != std::string::npos;
  }

  TemporaryDirectory directory_;
  ScratchDisk scratch_;
  UniqueFd device_;
};

TEST_F(ScratchDiskTest, CarriesARequestToTheProbe) {
  const std::vector<probe::StaleRange> stale = {{10, 20}, {30, 40}};
  const probe::RequestMessage seen = Ask({.verb = probe::Verb::kContent,
                                          .volume = 3,
                                          .map_extents = true,
                                          .entries_max = 99,
                                          .inode = 7,
                                          .file_offset = 11,
                                          .cursor = "etc/passwd",
                                          .stale = stale});
  EXPECT_EQ(seen.head.verb, probe::Verb::kContent);
  EXPECT_EQ(seen.head.volume, 3U);
  EXPECT_EQ(seen.head.map_extents, 1U);
  EXPECT_EQ(seen.head.inode, 7U);
  EXPECT_EQ(seen.head.file_offset, 11U);
  EXPECT_EQ(seen.cursor, "etc/passwd");
  ASSERT_EQ(seen.stale.size(), 2U);
  EXPECT_EQ(seen.stale[1].end, 40U);
}

TEST_F(ScratchDiskTest, CarriesAnAnswerBack) {
  const probe::RequestMessage request = Ask({});
  probe::Response response = AnswerTo(request);
  response.cursor_bytes = 3;
  response.live_directories = 2;
  response.metadata_bytes = 5;
  const std::string metadata = "abcde";
  KT_CHECK(::pwrite(device_.get(), metadata.data(), 5, probe::kMetadataOffset) == 5);
  ASSERT_TRUE(probe::WriteResponse(device_.get(), response, "cur", {0, 4}));
  const auto answer = scratch_.ReadAnswer();
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->cursor, "cur");
  EXPECT_EQ(answer->live_directories, (std::vector<std::uint32_t>{0, 4}));
  EXPECT_EQ(AsText(answer->metadata), metadata);
}

TEST_F(ScratchDiskTest, RefusesTheAnswerToAnEarlierQuestion) {
  const probe::RequestMessage first = Ask({});
  const probe::Response response = AnswerTo(first);
  static_cast<void>(Ask({}));
  ASSERT_TRUE(probe::WriteResponse(device_.get(), response, "", {}));
  EXPECT_EQ(scratch_.ReadAnswer().status().code(), StatusCode::kDataLoss);
}

TEST_F(ScratchDiskTest, RefusesImpossibleLengths) {
  const probe::RequestMessage request = Ask({});
  const auto code_with = [&](auto change) {
    probe::Response response = AnswerTo(request);
    change(response);
    KT_CHECK(probe::WriteResponse(device_.get(), response, "", {}));
    return scratch_.ReadAnswer().status().code();
  };
  EXPECT_EQ(code_with([](auto&) {}), StatusCode::kOk);
  EXPECT_EQ(code_with([](auto& r) { r.metadata_bytes = UINT64_MAX; }), StatusCode::kDataLoss);
  EXPECT_EQ(code_with([](auto& r) { r.content_bytes = kBytes; }), StatusCode::kDataLoss);
  EXPECT_EQ(code_with([](auto& r) { r.cursor_bytes = UINT32_MAX; }), StatusCode::kDataLoss);
  EXPECT_EQ(code_with([](auto& r) { r.live_directories = UINT32_MAX; }), StatusCode::kDataLoss);
}

TEST_F(ScratchDiskTest, WipesWhateverWasWritten) {
  static_cast<void>(Ask({.cursor = "some guest's path", .stale = {}}));
  KT_CHECK(::pwrite(device_.get(), "guest content", 13, kBytes - 100) == 13);
  ASSERT_TRUE(HoldsAnything());
  ASSERT_TRUE(scratch_.Wipe().ok());
  EXPECT_FALSE(HoldsAnything());
}

TEST_F(ScratchDiskTest, IsForItsOwnerOnly) {
  struct stat status {};
  ASSERT_EQ(::stat(scratch_.path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_FALSE(ScratchDisk::Create(directory_.path(), kBytes).ok()) << "an existing file was taken";
}

TEST_F(ScratchDiskTest, DoesNotReadBehindTheContentArea) {
  std::vector<std::byte> buffer(4096);
  const auto bytes = scratch_.ReadContent(scratch_.layout().content_bytes - 10, buffer);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(bytes->size(), 10U);
  EXPECT_TRUE(scratch_.ReadContent(UINT64_MAX, buffer)->empty());
}

TEST(ScratchDisk, RefusesTooLittleRoom) {
  TemporaryDirectory directory;
  EXPECT_EQ(ScratchDisk::Create(directory.path(), 4096).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(Cursor, ComesBackAsItWas) {
  const probe::Cursor cursor{
      .next_number = 9,
      .entries = 12,
      .levels = {{.number = 0, .inode = 2, .position = 77, .name = ""},
                 {.number = 4, .inode = 5, .position = UINT64_MAX, .name = "caf\xe9"}}};
  const auto decoded = probe::DecodeCursor(probe::EncodeCursor(cursor));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->next_number, 9U);
  EXPECT_EQ(decoded->entries, 12U);
  ASSERT_EQ(decoded->levels.size(), 2U);
  EXPECT_EQ(decoded->levels[1].position, UINT64_MAX);
  EXPECT_EQ(decoded->levels[1].name, "caf\xe9");
  EXPECT_FALSE(probe::DecodeCursor(probe::EncodeCursor(cursor).substr(0, 40)).has_value());
}

}  // namespace
}  // namespace keytrail::disk
