#include "scanner/disk/manifest.h"

#include <cstddef>
#include <cstring>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "base/limits.h"
#include "tests/disk/record_builder.h"

namespace keytrail::disk {
namespace {

using probe::Extent;
using probe::Placement;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr ManifestBounds kBounds = {
    .volume_bytes = 1'000'000, .image_bytes = 800'000, .content_bytes = 100'000};

Manifest MakeManifest(const std::string& mounted_at = "/") {
  return Manifest("uuid:x", mounted_at, kBounds);
}

// The file called `name` below the root, of a manifest that holds only it.
ManifestFile ReadOne(const probe::Record& record, const std::vector<Extent>& extents) {
  Manifest manifest = MakeManifest();
  auto round = manifest.Read(RecordBuilder().AddRoot().Add(record, "f", extents).Take());
  KT_CHECK(round.ok());
  for (std::size_t i = 0; i < round->size(); ++i) {
    ManifestFile file = manifest.FileAt(*round, i);
    if (file.entry.path == "/f") return file;
  }
  return {};
}

std::string ErrorOf(const std::vector<std::byte>& metadata) {
  Manifest manifest = MakeManifest();
  const auto round = manifest.Read(metadata);
  return round.ok() ? "" : MessageOf(round.status());
}

TEST(Manifest, BuildsPathsAndDirectoriesFromNumbers) {
  Manifest manifest = MakeManifest("/home");
  auto round = manifest.Read(RecordBuilder()
                                 .AddRoot()
                                 .Add(RecordBuilder::Directory(0, 1), "a")
                                 .Add(RecordBuilder::Directory(1, 2), "b")
                                 .Add(RecordBuilder::File(2, 7, 0, Placement::kImage), "f")
                                 .Take());
  ASSERT_TRUE(round.ok());
  ASSERT_EQ(round->size(), 4U);
  EXPECT_EQ(manifest.FileAt(*round, 0).entry.path, "/home");
  EXPECT_EQ(manifest.FileAt(*round, 1).entry.path, "/home/a");
  const ManifestFile file = manifest.FileAt(*round, 3);
  EXPECT_EQ(file.entry.path, "/home/a/b/f");
  ASSERT_NE(file.entry.directories, nullptr);
  ASSERT_NE(file.entry.directories->parent, nullptr);
  ASSERT_NE(file.entry.directories->parent->parent, nullptr);
  EXPECT_EQ(file.entry.directories->parent->parent->parent, nullptr);
}

TEST(Manifest, SaysWhereALinkLeads) {
  Manifest manifest = MakeManifest();
  auto round =
      manifest.Read(RecordBuilder()
                        .AddRoot()
                        .Add(RecordBuilder::Link(0, 7), "link", {}, "../a/b")
                        .Add(RecordBuilder::Link(0, 8), "broken", {}, std::string_view("a\0b", 3))
                        .Add(RecordBuilder::File(0, 9, 0, Placement::kImage), "file", {}, "no link")
                        .Take());
  ASSERT_TRUE(round.ok());
  EXPECT_EQ(manifest.FileAt(*round, 1).entry.path, "/link");
  EXPECT_EQ(manifest.FileAt(*round, 1).entry.link_target, "../a/b");
  EXPECT_EQ(manifest.FileAt(*round, 2).entry.link_target, "");
  EXPECT_EQ(manifest.FileAt(*round, 3).entry.link_target, "");
}

TEST(Manifest, RefusesALinkThatLeadsFurtherThanARecordReaches) {
  probe::Record link = RecordBuilder::Link(0, 7);
  std::vector<std::byte> metadata =
      RecordBuilder().AddRoot().Add(link, "link", {}, "target").Take();
  const auto claim = [&](std::uint32_t bytes) {
    std::memcpy(metadata.data() + sizeof(link) + offsetof(probe::Record, target_bytes), &bytes,
                sizeof(bytes));
    return ErrorOf(metadata);
  };
  EXPECT_EQ(claim(6), "");
  EXPECT_NE(claim(13), "");
  EXPECT_NE(claim(limits::kLinkTargetBytesMax + 1), "");
  EXPECT_NE(claim(UINT32_MAX), "");
}

TEST(Manifest, GivesFilesInTheOrderOfTheirPlaces) {
  Manifest manifest = MakeManifest();
  auto round = manifest.Read(
      RecordBuilder()
          .AddRoot()
          .Add(RecordBuilder::File(0, 7, 10, Placement::kImage), "late", {{0, 5000, 10}})
          .Add(RecordBuilder::File(0, 8, 10, Placement::kImage), "early", {{0, 400, 10}})
          .Take());
  ASSERT_TRUE(round.ok());
  EXPECT_EQ(manifest.FileAt(*round, 1).entry.path, "/early");
  EXPECT_EQ(manifest.FileAt(*round, 2).entry.path, "/late");
}

TEST(Manifest, GivesContentOnlyToTheFirstLinkOfAFileAcrossRounds) {
  Manifest manifest = MakeManifest();
  probe::Record linked = RecordBuilder::File(0, 7, 10, Placement::kImage);
  linked.links = 2;
  auto first = manifest.Read(RecordBuilder().AddRoot().Add(linked, "a", {{0, 0, 10}}).Take());
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(manifest.FileAt(*first, 1).place, ContentPlace::kImage);
  auto second = manifest.Read(RecordBuilder().Add(linked, "b", {{0, 0, 10}}).Take());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(manifest.FileAt(*second, 0).place, ContentPlace::kNone);
  EXPECT_THAT(manifest.FileAt(*second, 0).error, IsEmpty());
}

TEST(Manifest, TellsAFileBehindTheImagesEndFromOneBehindTheVolumes) {
  const probe::Record record = RecordBuilder::File(0, 7, 100, Placement::kImage);
  EXPECT_EQ(ReadOne(record, {{0, 799'900, 100}}).error, "");
  EXPECT_EQ(ReadOne(record, {{0, 799'901, 100}}).error, "truncated");
  EXPECT_EQ(ReadOne(record, {{0, 999'901, 100}}).error, "corrupt");
  EXPECT_EQ(ReadOne(record, {{0, UINT64_MAX - 5, 100}}).error, "corrupt");
}

TEST(Manifest, RefusesExtentsThatCannotBe) {
  const probe::Record record = RecordBuilder::File(0, 7, 100, Placement::kImage);
  EXPECT_EQ(ReadOne(record, {{0, 0, 101}}).error, "corrupt");
  EXPECT_EQ(ReadOne(record, {{50, 0, 51}}).error, "corrupt");
  EXPECT_EQ(ReadOne(record, {{0, 0, 0}}).error, "corrupt");
  EXPECT_EQ(ReadOne(record, {{10, 0, 20}, {29, 500, 5}}).error, "corrupt");
  EXPECT_EQ(ReadOne(record, {{UINT64_MAX, 0, 20}}).error, "corrupt");
  EXPECT_EQ(ReadOne(record, {{10, 0, 20}, {30, 500, 5}}).error, "");
  const probe::Record copied = RecordBuilder::File(0, 7, 100, Placement::kScratch);
  EXPECT_EQ(ReadOne(copied, {{0, 99'901, 100}}).error, "corrupt");
  EXPECT_EQ(ReadOne(copied, {{0, 99'900, 100}}).error, "");
}

TEST(Manifest, RefusesRecordsThatCannotBe) {
  const auto file = [] { return RecordBuilder::File(0, 7, 0, Placement::kImage); };
  const auto with = [&](auto change, std::string_view name = "f") {
    probe::Record record = file();
    change(record);
    return RecordBuilder().AddRoot().Add(record, name).Take();
  };
  EXPECT_THAT(ErrorOf(with([](auto&) {})), IsEmpty());
  EXPECT_NE(ErrorOf(with([](auto& r) { r.bytes = 80; })), "");
  EXPECT_NE(ErrorOf(with([](auto& r) { r.bytes = 89; })), "");
  EXPECT_NE(ErrorOf(with([](auto& r) { r.bytes = 4096; })), "");
  EXPECT_NE(ErrorOf(with([](auto& r) { r.parent = 9; })), "");
  EXPECT_NE(ErrorOf(with([](auto& r) { r.kind = static_cast<probe::RecordKind>(7); })), "");
  EXPECT_NE(ErrorOf(with([](auto& r) { r.placement = static_cast<Placement>(9); })), "");
  EXPECT_NE(ErrorOf(with([](auto&) {}, "")), "");
  EXPECT_NE(ErrorOf(with([](auto&) {}, "a/b")), "");
  EXPECT_NE(ErrorOf(with([](auto&) {}, "..")), "");
  EXPECT_NE(ErrorOf(with([](auto&) {}, std::string_view("a\0b", 3))), "");
  EXPECT_NE(ErrorOf(RecordBuilder().Add(file(), "f").Take()), "");
  EXPECT_NE(ErrorOf(RecordBuilder()
                        .AddRoot()
                        .Add(RecordBuilder::Directory(0, 1), "a")
                        .Add(RecordBuilder::Directory(0, 1), "b")
                        .Take()),
            "");
}

TEST(Manifest, StopsADirectoryTreeThatIsTooDeep) {
  RecordBuilder builder;
  builder.AddRoot();
  for (std::uint32_t i = 1; i < 2000; ++i) builder.Add(RecordBuilder::Directory(i - 1, i), "d");
  EXPECT_THAT(ErrorOf(builder.Take()), ::testing::HasSubstr("too deep"));
}

TEST(Manifest, NamesTheDirectoryOfAnException) {
  Manifest manifest = MakeManifest();
  probe::Record exception = RecordBuilder::File(1, 0, 0, Placement::kNone);
  exception.kind = probe::RecordKind::kException;
  exception.reason = probe::ExceptionReason::kEncrypted;
  auto round = manifest.Read(RecordBuilder()
                                 .AddRoot()
                                 .Add(RecordBuilder::Directory(0, 1), "a")
                                 .Add(exception, "locked")
                                 .Take());
  ASSERT_TRUE(round.ok());
  ASSERT_THAT(round->exceptions(), SizeIs(1));
  EXPECT_EQ(round->exceptions()[0].path, "/a/locked");
  EXPECT_EQ(round->exceptions()[0].reason, "encrypted");
}

TEST(Manifest, ForgetsDirectoriesThatNoLaterRoundMayName) {
  Manifest manifest = MakeManifest();
  ASSERT_TRUE(manifest
                  .Read(RecordBuilder()
                            .AddRoot()
                            .Add(RecordBuilder::Directory(0, 1), "a")
                            .Add(RecordBuilder::Directory(0, 2), "b")
                            .Take())
                  .ok());
  const std::vector<std::uint32_t> live = {0, 2};
  manifest.KeepOnly(live);
  EXPECT_EQ(manifest.directories(), 2U);
  const auto file = RecordBuilder::File(1, 7, 0, Placement::kImage);
  EXPECT_FALSE(manifest.Read(RecordBuilder().Add(file, "f").Take()).ok());
}

// Whatever stands in the records, reading ends, and what is given lies within its bounds.
TEST(Manifest, SurvivesRandomDamage) {
  const std::vector<std::byte> whole =
      RecordBuilder()
          .AddRoot()
          .Add(RecordBuilder::Directory(0, 1), "dir")
          .Add(RecordBuilder::File(1, 7, 5000, Placement::kImage), "f",
               {{0, 4096, 2000}, {3000, 8192, 2000}})
          .Add(RecordBuilder::File(1, 8, 500, Placement::kScratch), "g", {{0, 64, 500}})
          .Add(RecordBuilder::File(0, 9, 5'000'000, Placement::kLater), "h")
          .Take();
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 20'000; ++trial) {
    std::vector<std::byte> damaged = whole;
    const int changes = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < changes; ++i) {
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    }
    if (random() % 8 == 0) damaged.resize(random() % damaged.size());
    Manifest manifest = MakeManifest();
    auto round = manifest.Read(std::move(damaged));
    for (std::size_t i = 0; round.ok() && i < round->size(); ++i) {
      const ManifestFile file = manifest.FileAt(*round, i);
      std::uint64_t end = 0;
      for (const Extent& extent : file.extents) {
        ASSERT_GE(extent.file_offset, end);
        end = extent.file_offset + extent.length;
        ASSERT_LE(end, file.entry.size);
        const std::uint64_t bound =
            file.place == ContentPlace::kScratch ? kBounds.content_bytes : kBounds.image_bytes;
        ASSERT_LE(extent.place + extent.length, bound);
      }
    }
  }
}

TEST(ContentRecord, ChecksItsExtents) {
  const auto read = [](std::uint64_t size, const std::vector<Extent>& extents) {
    return ReadContentRecord(
        RecordBuilder().Add(RecordBuilder::File(0, 7, 1, Placement::kScratch), "", extents).Take(),
        size, kBounds.content_bytes);
  };
  EXPECT_TRUE(read(100, {{0, 0, 100}}).ok());
  EXPECT_FALSE(read(99, {{0, 0, 100}}).ok());
  EXPECT_FALSE(read(100, {{0, 99'999, 100}}).ok());
  EXPECT_FALSE(ReadContentRecord({}, 1, 1).ok());
}

}  // namespace
}  // namespace keytrail::disk
