// Publishes the outbox: from its rows, over a stream, to the graph builder's acknowledgement, and
// again from the last row applied when the stream breaks. Not the stream itself, which is a
// PublishTransport.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <stop_token>
#include <thread>

#include "base/limits.h"
#include "base/mutex.h"
#include "base/status.h"
#include "model/stores.h"
#include "scanner/daemon/publish_transport.h"

namespace keytrail::daemon {

struct PublisherOptions {
  std::size_t window_batches = limits::kPublishWindowBatchesMax;
  std::size_t batch_records = limits::kPublishBatchRecordsMax;
  std::size_t batch_bytes = limits::kPublishBatchBytesMax;
  // The wait before the n-th retry doubles from the first to the last; half of it is random.
  std::chrono::milliseconds retry_first{50};
  std::chrono::milliseconds retry_last{10'000};
  // Other processes append to and acknowledge the same outbox; how often to look.
  std::chrono::milliseconds poll{250};
  std::uint32_t seed = std::random_device{}();
};

// Publishes on threads of its own from its construction on. Several publishers, in several
// processes, may work on one outbox: what they send twice is applied once.
class Publisher {
 public:
  // `outbox`, and what `connect` refers to, must outlive the publisher.
  Publisher(OutboxStore& outbox, TransportFactory connect, PublisherOptions options = {});
  // Ends the stream; what is not acknowledged stays in the outbox.
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // Says that rows were appended. Threads: any.
  void Notify() KT_EXCLUDES(mutex_);

  // Waits until all rows up to `sequence` are acknowledged, whoever published them. Errors:
  // kDeadlineExceeded (with why the builder could not be reached, if so), kCancelled (`stop`), and
  // whatever the builder refuses for good. Threads: any.
  Status Flush(std::uint64_t sequence, std::chrono::milliseconds timeout,
               const std::stop_token& stop = {}) KT_EXCLUDES(mutex_);

 private:
  void Run(const std::stop_token& stop);
  // One stream, from its opening to its end. Returns why it ended.
  Status RunStream(PublishTransport& transport, const std::stop_token& stop);
  Status AfterGap(const Status& ended);
  StatusOr<std::uint64_t> OpenStream(PublishTransport& transport);
  Status SendRows(PublishTransport& transport, std::uint64_t after, const std::stop_token& stop);
  void TakeAcknowledgements(PublishTransport& transport);
  Status TakeAcknowledgement(std::uint64_t sequence) KT_EXCLUDES(mutex_);

  void BeginStream() KT_EXCLUDES(mutex_);
  // Returns once the window has room. Errors: why the stream is over.
  Status AwaitRoom(const std::stop_token& stop) KT_EXCLUDES(mutex_);
  // After a Send that failed with `sent`: the builder's reason where the stream broke, which the
  // reading side is told.
  Status AwaitEnd(const Status& sent) KT_EXCLUDES(mutex_);
  // Returns once there may be rows that were not there at `notified`.
  void AwaitRows(std::uint64_t notified, const std::stop_token& stop) KT_EXCLUDES(mutex_);
  void AwaitRetry(const std::stop_token& stop) KT_EXCLUDES(mutex_);
  void EndStream(const Status& why) KT_EXCLUDES(mutex_);
  std::chrono::milliseconds NextRetryDelay() KT_REQUIRES(mutex_);

  OutboxStore& outbox_;
  const TransportFactory connect_;
  const PublisherOptions options_;

  Mutex mutex_;
  CondVar changed_;
  std::uint64_t notified_ KT_GUARDED_BY(mutex_) = 0;
  // Last sequences of the batches on their way.
  std::deque<std::uint64_t> in_flight_ KT_GUARDED_BY(mutex_);
  std::uint64_t sent_ KT_GUARDED_BY(mutex_) = 0;
  // Of the current stream; not OK once it is over.
  Status stream_ KT_GUARDED_BY(mutex_);
  // Of the last stream that ended; OK again once something is acknowledged.
  Status last_end_ KT_GUARDED_BY(mutex_);
  // Streams in a row that ended without an acknowledgement.
  int failures_ KT_GUARDED_BY(mutex_) = 0;
  // Counts acknowledgements and ends of streams, for whoever waits in Flush.
  std::uint64_t events_ KT_GUARDED_BY(mutex_) = 0;
  std::mt19937 random_ KT_GUARDED_BY(mutex_);

  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace keytrail::daemon
