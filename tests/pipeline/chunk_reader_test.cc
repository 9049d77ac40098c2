#include "scanner/pipeline/chunk_reader.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "scanner/pipeline/line_counter.h"
#include "tests/pipeline/memory_content.h"

namespace keytrail::pipeline {
namespace {

using test_support::MemoryContent;

// What a file's chunks own, put together, with each chunk's surroundings checked against the file.
std::string OwnedBytes(const std::string& file, MemoryContent& content, const ChunkLimits& limits) {
  ChunkReader reader(limits);
  reader.Begin(content, file.size());
  std::string owned;
  while (true) {
    const auto chunk = reader.Next();
    EXPECT_TRUE(chunk.ok()) << chunk.status();
    if (!chunk.ok() || !chunk->has_value()) return owned;
    const Chunk& c = **chunk;
    const std::uint64_t owned_at = c.buffer_file_offset + c.owned_begin;
    const std::uint64_t buffer_end = c.buffer_file_offset + c.buffer.size();
    EXPECT_EQ(AsText(c.buffer), file.substr(c.buffer_file_offset, c.buffer.size()));
    EXPECT_GE(c.owned_begin, std::min<std::uint64_t>(limits.context_bytes, owned_at));
    EXPECT_TRUE(c.buffer.size() - c.owned_end >= limits.lookahead_bytes ||
                buffer_end == file.size());
    EXPECT_EQ(c.ends_file, buffer_end == file.size());
    EXPECT_GE(owned_at, owned.size());
    owned.append(owned_at - owned.size(), '\0');  // a hole that no chunk owns
    owned += AsText(c.buffer.subspan(c.owned_begin, c.owned_end - c.owned_begin));
  }
}

TEST(ChunkReader, OwnsEveryByteOnceAtEveryChunkSize) {
  std::string file;
  for (int i = 0; i < 300; ++i) file.push_back(static_cast<char>('a' + i % 23));
  for (std::size_t chunk_bytes = 1; chunk_bytes <= 310; ++chunk_bytes) {
    MemoryContent content(file);
    EXPECT_EQ(OwnedBytes(file, content, {chunk_bytes, 7, 19}), file) << chunk_bytes;
    EXPECT_EQ(content.bytes_read, file.size()) << "each byte is read once";
  }
}

TEST(ChunkReader, PassesOverHolesAndMissesNoStoredByte) {
  const unsigned seed = 20260131;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 300; ++trial) {
    std::string file(2000 + random() % 3000, '\0');
    std::vector<FileContent::Range> ranges;
    for (std::size_t at = random() % 500; at < file.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 200, file.size() - at);
      for (std::size_t i = 0; i < size; ++i) file[at + i] = static_cast<char>('a' + random() % 26);
      ranges.push_back({at, size});
      at += size + 1 + random() % 900;
    }
    MemoryContent content(file, ranges);
    std::string owned =
        OwnedBytes(file, content, {1 + random() % 100, random() % 20, 20 + random() % 20});
    owned.resize(file.size(), '\0');
    EXPECT_EQ(owned, file);
  }
}

TEST(ChunkReader, ReadsLittleOfAHugeSparseFile) {
  const std::string file = std::string(3'000'000, '\0') + "tail";
  MemoryContent content(file, {{3'000'000, 4}});
  EXPECT_EQ(OwnedBytes(file, content, {1000, 50, 100}).size(), file.size());
  EXPECT_LT(content.bytes_read, 500u);
}

TEST(ChunkReader, HandsOnTheErrorOfItsContent) {
  MemoryContent content(std::string(1000, 'x'));
  content.fail_at = 600;
  ChunkReader reader({100, 10, 20});
  reader.Begin(content, 1000);
  auto chunk = reader.Next();
  while (chunk.ok() && chunk->has_value()) chunk = reader.Next();
  EXPECT_EQ(chunk.status().code(), StatusCode::kUnavailable);
}

TEST(ChunkReader, EndsEarlyWhenAFileShrank) {
  MemoryContent content(std::string(450, 'x'));
  ChunkReader reader({100, 10, 20});
  reader.Begin(content, 1000);
  std::size_t owned = 0;
  for (auto chunk = reader.Next(); chunk.ok() && chunk->has_value(); chunk = reader.Next()) {
    owned += (*chunk)->owned_end - (*chunk)->owned_begin;
  }
  EXPECT_EQ(owned, 450u);
}

TEST(ChunkReader, HasNothingToSayOfAnEmptyFile) {
  MemoryContent content("");
  ChunkReader reader({100, 10, 20});
  reader.Begin(content, 0);
  const auto chunk = reader.Next();
  ASSERT_TRUE(chunk.ok());
  EXPECT_FALSE(chunk->has_value());
}

TEST(LineCounter, NamesLineAndColumnAcrossChunks) {
  const std::string file = "one\ntwo\n\nfour";
  LineCounter whole;
  whole.Begin();
  const auto at = [&](std::size_t offset) { return whole.PositionOf(offset, AsBytes(file), 0); };
  EXPECT_EQ(at(0).line, 1u);
  EXPECT_EQ(at(6).line, 2u);
  EXPECT_EQ(at(6).column, 3u);
  EXPECT_EQ(at(9).line, 4u);
  for (std::size_t cut = 0; cut <= file.size(); ++cut) {
    for (std::size_t keep_from = 0; keep_from <= cut; ++keep_from) {
      LineCounter counter;
      counter.Begin();
      counter.Pass(AsBytes(file).first(cut), 0, keep_from);
      for (std::size_t offset = keep_from; offset < file.size(); ++offset) {
        const auto position = counter.PositionOf(offset, AsBytes(file).subspan(cut), cut);
        EXPECT_EQ(position.line, at(offset).line) << cut << " " << keep_from << " " << offset;
        EXPECT_EQ(position.column, at(offset).column);
      }
    }
  }
}

TEST(LineCounter, ForgetsWhatNobodyAsksForAnyMore) {
  const std::string file = "a\nb\nc\nd\ne\n";
  LineCounter counter;
  counter.Begin();
  counter.Pass(AsBytes(file).first(4), 0, 1);
  counter.Pass(AsBytes(file).subspan(4, 4), 4, 3);
  const auto position = counter.PositionOf(8, AsBytes(file).subspan(8), 8);
  EXPECT_EQ(position.line, 5u);
  EXPECT_EQ(position.column, 1u);
  EXPECT_EQ(counter.PositionOf(4, AsBytes(file).subspan(8), 8).line, 3u);
}

}  // namespace
}  // namespace keytrail::pipeline
