#include "scanner/disk/mapped_content.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/digest.h"

namespace keytrail::disk {
namespace {

// A disk in memory.
class MemorySource final : public ExtentSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}
  StatusOr<std::span<const std::byte>> Read(std::uint64_t place,
                                            std::span<std::byte> buffer) const override {
    const auto begin = std::min<std::size_t>(place, bytes_.size());
    const std::size_t count = std::min(buffer.size(), bytes_.size() - begin);
    std::ranges::copy(AsBytes(std::string_view(bytes_).substr(begin, count)), buffer.begin());
    return std::span<const std::byte>(buffer.first(count));
  }

 private:
  std::string bytes_;
};

// Reads the content to its end the way its users do: data by runs, zeros between them.
std::string ReadByRuns(FileContent& content, std::uint64_t size, std::size_t buffer_bytes) {
  std::string text(size, '\0');
  std::vector<std::byte> buffer(buffer_bytes);
  for (std::uint64_t offset = 0; offset < size;) {
    const auto range = content.NextData(offset);
    if (!range.ok() || !range->has_value()) break;
    const std::uint64_t end = (*range)->offset + (*range)->length;
    for (offset = (*range)->offset; offset < end;) {
      const auto step = std::min<std::uint64_t>(buffer.size(), end - offset);
      const auto bytes = content.Read(offset, std::span(buffer).first(step));
      KT_CHECK(bytes.ok() && !bytes->empty());
      std::ranges::copy(AsText(*bytes), text.begin() + static_cast<std::ptrdiff_t>(offset));
      offset += bytes->size();
    }
  }
  return text;
}

std::string ReadThrough(FileContent& content, std::size_t buffer_bytes) {
  std::string text;
  std::vector<std::byte> buffer(buffer_bytes);
  while (true) {
    const auto bytes = content.Read(text.size(), buffer);
    KT_CHECK(bytes.ok());
    text += AsText(*bytes);
    if (bytes->size() < buffer.size()) return text;
  }
}

TEST(MappedContent, ReadsTheSameByRunsAndThroughWhateverTheExtents) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::string disk(4096, '\0');
  for (char& c : disk) c = static_cast<char>(1 + random() % 255);
  const auto source = std::make_shared<const MemorySource>(disk);
  for (int trial = 0; trial < 500; ++trial) {
    const std::uint64_t size = 1 + random() % 2000;
    std::string expected(size, '\0');
    std::vector<probe::Extent> extents;
    for (std::uint64_t at = random() % 50; at < size;) {
      const std::uint64_t length = std::min<std::uint64_t>(1 + random() % 100, size - at);
      const std::uint64_t place = random() % (disk.size() - length);
      extents.push_back({.file_offset = at, .place = place, .length = length});
      expected.replace(at, length, disk, place, length);
      at += length + (random() % 2 == 0 ? 0 : random() % 200);
    }
    const std::size_t buffer_bytes = 1 + random() % 300;
    MappedContent by_runs(source, size, extents);
    EXPECT_EQ(ReadByRuns(by_runs, size, buffer_bytes), expected);
    MappedContent through(source, size, extents);
    EXPECT_EQ(ReadThrough(through, buffer_bytes), expected);
  }
}

TEST(MappedContent, SaysWhenTheDiskEndsBeforeTheFile) {
  MappedContent content(std::make_shared<const MemorySource>("short"), 100, {{0, 0, 100}});
  std::vector<std::byte> buffer(100);
  EXPECT_EQ(content.Read(0, buffer).status().code(), StatusCode::kDataLoss);
}

TEST(MappedContent, HasNoRunsWhereEverythingIsAHole) {
  MappedContent content(std::make_shared<const MemorySource>(""), 1ULL << 40, {});
  const auto range = content.NextData(0);
  ASSERT_TRUE(range.ok());
  EXPECT_FALSE(range->has_value());
}

}  // namespace
}  // namespace keytrail::disk
