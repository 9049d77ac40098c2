// The publisher against a builder in memory that, like gRPC's in-process channel, buffers nothing:
// neither side's message is taken before the other side asks for it.
#include "scanner/daemon/publisher.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace keytrail::daemon {
namespace {

constexpr std::chrono::seconds kPatience{20};

class MemoryOutbox final : public OutboxStore {
 public:
  std::string scanner_id() const override { return "scanner"; }
  std::uint64_t epoch() const override { return 1; }
  StatusOr<std::uint64_t> Append(std::span<const std::string> records) override {
    MutexLock lock(mutex_);
    for (const std::string& record : records) {
      rows_.push_back({.sequence = ++last_, .record = record});
    }
    return last_;
  }
  StatusOr<std::vector<Row>> Read(std::uint64_t after, std::size_t rows_max,
                                  std::size_t /*bytes_max*/) override {
    MutexLock lock(mutex_);
    std::vector<Row> read;
    for (const Row& row : rows_) {
      if (row.sequence > after && read.size() < rows_max) read.push_back(row);
    }
    return read;
  }
  Status Acknowledge(std::uint64_t sequence) override {
    MutexLock lock(mutex_);
    std::erase_if(rows_, [&](const Row& row) { return row.sequence <= sequence; });
    return OkStatus();
  }
  StatusOr<std::uint64_t> Pending() override {
    MutexLock lock(mutex_);
    return rows_.size();
  }
  StatusOr<std::uint64_t> LastSequence() override {
    MutexLock lock(mutex_);
    return last_;
  }
  Status BeginEpoch() override { return OkStatus(); }

 private:
  Mutex mutex_;
  std::vector<Row> rows_ KT_GUARDED_BY(mutex_);
  std::uint64_t last_ KT_GUARDED_BY(mutex_) = 0;
};

// What was applied, and how streams to it behave. Shared by all streams of a test.
class MemoryBuilder {
 public:
  // Each stream breaks after so many batches; zero: never.
  explicit MemoryBuilder(int batches_max = 0) : batches_max_(batches_max) {}

  std::vector<std::string> applied() {
    MutexLock lock(mutex_);
    return applied_;
  }
  std::size_t in_flight_max() {
    MutexLock lock(mutex_);
    return in_flight_max_;
  }
  int streams() {
    MutexLock lock(mutex_);
    return streams_;
  }

  class Stream final : public PublishTransport {
   public:
    explicit Stream(MemoryBuilder& builder) : builder_(builder) {}

    StatusOr<std::uint64_t> Open(const std::string&, std::uint64_t) override {
      MutexLock lock(builder_.mutex_);
      ++builder_.streams_;
      return builder_.applied_.size();
    }
    // Blocks while an acknowledgement waits to be read: nothing is buffered.
    Status Send(std::span<const OutboxStore::Row> batch) override {
      MutexLock lock(builder_.mutex_);
      ++in_flight_;
      builder_.in_flight_max_ = std::max(builder_.in_flight_max_, in_flight_);
      builder_.changed_.Wait(builder_.mutex_, [&] { return closed_ || !acknowledged_; });
      if (closed_) return Broken();
      for (const OutboxStore::Row& row : batch) {
        if (row.sequence == builder_.applied_.size() + 1) builder_.applied_.push_back(row.record);
      }
      acknowledged_ = batch.back().sequence;
      closed_ = ++batches_ == builder_.batches_max_;
      builder_.changed_.NotifyAll();
      return OkStatus();
    }
    StatusOr<std::uint64_t> NextAck() override {
      MutexLock lock(builder_.mutex_);
      builder_.changed_.Wait(builder_.mutex_, [&] { return closed_ || acknowledged_; });
      if (closed_) return Broken();
      --in_flight_;
      const std::uint64_t sequence = *acknowledged_;
      acknowledged_.reset();
      builder_.changed_.NotifyAll();
      return sequence;
    }
    void Close() override {
      MutexLock lock(builder_.mutex_);
      closed_ = true;
      builder_.changed_.NotifyAll();
    }

   private:
    static Status Broken() { return MakeError(StatusCode::kUnavailable, "the stream broke"); }

    MemoryBuilder& builder_;
    std::optional<std::uint64_t> acknowledged_;
    std::size_t in_flight_ = 0;
    int batches_ = 0;
    bool closed_ = false;
  };

  TransportFactory Factory() {
    return [this]() -> StatusOr<std::unique_ptr<PublishTransport>> {
      return std::make_unique<Stream>(*this);
    };
  }

 private:
  const int batches_max_;
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::string> applied_ KT_GUARDED_BY(mutex_);
  std::size_t in_flight_max_ KT_GUARDED_BY(mutex_) = 0;
  int streams_ KT_GUARDED_BY(mutex_) = 0;
};

std::vector<std::string> Numbers(int from, int to) {
  std::vector<std::string> numbers;
  for (int i = from; i <= to; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

const PublisherOptions kQuick = {.window_batches = 3,
                                 .batch_records = 2,
                                 .retry_first = std::chrono::milliseconds(1),
                                 .retry_last = std::chrono::milliseconds(20),
                                 .seed = 1};

TEST(Publisher, DeliversAllInOrderThroughAStreamThatBuffersNothing) {
  MemoryOutbox outbox;
  MemoryBuilder builder;
  ASSERT_TRUE(outbox.Append(Numbers(1, 100)).ok());
  Publisher publisher(outbox, builder.Factory(), kQuick);
  const Status flushed = publisher.Flush(100, kPatience);
  ASSERT_TRUE(flushed.ok()) << flushed;
  EXPECT_EQ(builder.applied(), Numbers(1, 100));
  EXPECT_EQ(*outbox.Pending(), 0U);
  EXPECT_EQ(builder.streams(), 1);
}

TEST(Publisher, NeverHasMoreBatchesOnTheirWayThanItsWindow) {
  MemoryOutbox outbox;
  MemoryBuilder builder;
  ASSERT_TRUE(outbox.Append(Numbers(1, 200)).ok());
  Publisher publisher(outbox, builder.Factory(), kQuick);
  ASSERT_TRUE(publisher.Flush(200, kPatience).ok());
  EXPECT_LE(builder.in_flight_max(), kQuick.window_batches);
}

TEST(Publisher, ResumesWhereTheBuilderStandsWhenStreamsBreak) {
  MemoryOutbox outbox;
  MemoryBuilder builder(3);
  ASSERT_TRUE(outbox.Append(Numbers(1, 40)).ok());
  Publisher publisher(outbox, builder.Factory(), kQuick);
  const Status flushed = publisher.Flush(40, kPatience);
  ASSERT_TRUE(flushed.ok()) << flushed;
  EXPECT_EQ(builder.applied(), Numbers(1, 40));
  EXPECT_GE(builder.streams(), 6);
}

TEST(Publisher, TakesWhatIsAppendedWhileItRunsFromManyThreads) {
  MemoryOutbox outbox;
  MemoryBuilder builder;
  Publisher publisher(outbox, builder.Factory(), kQuick);
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < 4; ++i) {
      writers.emplace_back([&] {
        for (int k = 0; k < 10; ++k) {
          const auto last = outbox.Append(Numbers(1, 3));
          publisher.Notify();
          const bool flushed = k % 3 != 0 || publisher.Flush(*last, kPatience).ok();
          EXPECT_TRUE(flushed);
        }
      });
    }
  }
  ASSERT_TRUE(publisher.Flush(*outbox.LastSequence(), kPatience).ok());
  EXPECT_EQ(builder.applied().size(), 120U);
}

TEST(Publisher, EndsAtOnceWhileItWaitsForARetry) {
  MemoryOutbox outbox;
  PublisherOptions slow = kQuick;
  slow.retry_first = slow.retry_last = std::chrono::hours(1);
  std::atomic<int> attempts = 0;
  Publisher publisher(
      outbox,
      [&]() -> StatusOr<std::unique_ptr<PublishTransport>> {
        ++attempts;
        attempts.notify_all();
        return MakeError(StatusCode::kUnavailable, "nobody is there");
      },
      slow);
  attempts.wait(0);
}

TEST(Publisher, AcknowledgementOfWhatWasNeverSentRemovesNothing) {
  class Liar final : public PublishTransport {
   public:
    StatusOr<std::uint64_t> Open(const std::string&, std::uint64_t) override {
      return std::uint64_t{0};
    }
    Status Send(std::span<const OutboxStore::Row>) override { return OkStatus(); }
    StatusOr<std::uint64_t> NextAck() override { return std::uint64_t{1000}; }
    void Close() override {}
  };
  MemoryOutbox outbox;
  ASSERT_TRUE(outbox.Append(Numbers(1, 2)).ok());
  Publisher publisher(
      outbox,
      []() -> StatusOr<std::unique_ptr<PublishTransport>> { return std::make_unique<Liar>(); },
      kQuick);
  EXPECT_EQ(publisher.Flush(2, kPatience).code(), StatusCode::kDataLoss);
  EXPECT_EQ(*outbox.Pending(), 2U);
}

}  // namespace
}  // namespace keytrail::daemon
