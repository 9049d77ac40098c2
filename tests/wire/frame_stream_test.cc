// Framing on a pipe: cut anywhere, in pieces of any size, too large.
#include "wire/frame_stream.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/unique_fd.h"

namespace keytrail::wire {
namespace {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Pipe MakePipe() {
  std::array<int, 2> fds{};
  EXPECT_EQ(::pipe2(fds.data(), O_CLOEXEC), 0);
  return {.read = UniqueFd(fds[0]), .write = UniqueFd(fds[1])};
}

// All that comes out of a stream of `bytes`: payloads, then how it ended.
struct Outcome {
  std::vector<std::string> payloads;
  StatusCode end = StatusCode::kOk;
};

Outcome ReadAll(const std::string& bytes, std::size_t piece_bytes) {
  Pipe pipe = MakePipe();
  std::jthread writer([&] {
    for (std::size_t i = 0; i < bytes.size(); i += piece_bytes) {
      const std::size_t size = std::min(piece_bytes, bytes.size() - i);
      ASSERT_EQ(::write(pipe.write.get(), bytes.data() + i, size), static_cast<ssize_t>(size));
    }
    pipe.write.Reset();
  });
  FrameReader reader(pipe.read.get());
  Outcome outcome;
  while (true) {
    auto next = reader.Next();
    outcome.end = next.status().code();
    if (!next.ok() || !next->has_value()) return outcome;
    outcome.payloads.push_back(**std::move(next));
  }
}

std::string Framed(const std::vector<std::string>& payloads) {
  std::string bytes;
  for (const std::string& payload : payloads) {
    for (std::size_t i = 0; i < kFrameHeaderBytes; ++i) {
      bytes.push_back(static_cast<char>(payload.size() >> (8 * i) & 0xFFU));
    }
    bytes += payload;
  }
  return bytes;
}

const std::vector<std::string> kPayloads = {"one", "", std::string(300, 'x'),
                                            std::string("\0\n\xff", 3)};

TEST(FrameStream, PayloadsReturnWhateverThePiecesInWhichTheyCome) {
  const std::string bytes = Framed(kPayloads);
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 7U, 64U, 4096U}) {
    const Outcome outcome = ReadAll(bytes, piece);
    EXPECT_EQ(outcome.payloads, kPayloads) << piece;
    EXPECT_EQ(outcome.end, StatusCode::kOk) << piece;
  }
}

TEST(FrameStream, CutAnywhereGivesTheWholeFramesAndThenTheTruth) {
  const std::string bytes = Framed(kPayloads);
  std::vector<std::size_t> ends = {0};
  for (const std::string& payload : kPayloads) {
    ends.push_back(ends.back() + kFrameHeaderBytes + payload.size());
  }
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const Outcome outcome = ReadAll(bytes.substr(0, cut), 4096);
    const auto whole = std::ranges::upper_bound(ends, cut) - ends.begin() - 1;
    EXPECT_EQ(outcome.payloads.size(), static_cast<std::size_t>(whole)) << cut;
    const bool clean = std::ranges::find(ends, cut) != ends.end();
    EXPECT_EQ(outcome.end, clean ? StatusCode::kOk : StatusCode::kDataLoss) << cut;
  }
}

TEST(FrameStream, LengthAboveTheLimitIsRefusedBeforeAnythingIsRead) {
  for (const std::string& header : {std::string("\x01\x00\x80\x00", 4), std::string(4, '\xff')}) {
    EXPECT_EQ(ReadAll(header, 4).end, StatusCode::kInvalidArgument);
  }
  Pipe pipe = MakePipe();
  EXPECT_EQ(WriteFrame(pipe.write.get(), std::string(limits::kFrameBytesMax + 1, 'x')).code(),
            StatusCode::kInvalidArgument);
}

TEST(FrameStream, LargestFrameGoesThroughASmallPipe) {
  Pipe pipe = MakePipe();
  const std::string payload(limits::kFrameBytesMax, 'p');
  Status written;
  std::jthread writer([&] {
    written = WriteFrame(pipe.write.get(), payload);
    pipe.write.Reset();
  });
  FrameReader reader(pipe.read.get());
  const auto first = reader.Next();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(**first, payload);
  EXPECT_FALSE((*reader.Next()).has_value());
  writer.join();
  EXPECT_TRUE(written.ok()) << written;
}

TEST(FrameStream, OtherSideThatIsGoneIsAStatusAndNotASignal) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe = MakePipe();
  pipe.read.Reset();
  EXPECT_EQ(WriteFrame(pipe.write.get(), "x").code(), StatusCode::kUnavailable);
  FrameReader reader(-1);
  EXPECT_EQ(reader.Next().status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace keytrail::wire
