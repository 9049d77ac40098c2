#include "scanner/daemon/publisher.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/log.h"

namespace keytrail::daemon {
namespace {

// What a new stream may mend by itself. A builder that was killed shows as any of these.
bool IsRetryable(const Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kAborted:
    case StatusCode::kCancelled:
    case StatusCode::kResourceExhausted:
    case StatusCode::kInternal:
    case StatusCode::kUnknown: return true;
    default: return false;
  }
}

}  // namespace

Publisher::Publisher(OutboxStore& outbox, TransportFactory connect, PublisherOptions options)
    : outbox_(outbox),
      connect_(std::move(connect)),
      options_(options),
      random_(options.seed),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Publisher::~Publisher() {
  thread_.request_stop();
  thread_.join();
}

void Publisher::Notify() {
  MutexLock lock(mutex_);
  ++notified_;
  changed_.NotifyAll();
}

Status Publisher::Flush(std::uint64_t sequence, std::chrono::milliseconds timeout,
                        const std::stop_token& stop) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  Notify();
  while (true) {
    KT_ASSIGN_OR_RETURN(const std::vector<OutboxStore::Row> oldest, outbox_.Read(0, 1, 0));
    if (oldest.empty() || oldest.front().sequence > sequence) return OkStatus();
    if (stop.stop_requested()) {
      return MakeError(StatusCode::kCancelled, "publishing was cancelled");
    }
    MutexLock lock(mutex_);
    if (!IsRetryable(last_end_) && !last_end_.ok()) return last_end_;
    if (std::chrono::steady_clock::now() >= deadline) {
      return MakeError(
          StatusCode::kDeadlineExceeded,
          fmt::format("the graph builder has not acknowledged all within {} ms{}", timeout.count(),
                      last_end_.ok() ? "" : fmt::format(" ({})", MessageOf(last_end_))));
    }
    const std::uint64_t before = events_;
    changed_.WaitFor(
        mutex_, std::min<std::chrono::milliseconds>(options_.poll, timeout),
        [&]() KT_REQUIRES(mutex_) { return events_ != before || stop.stop_requested(); });
  }
}

void Publisher::Run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { Notify(); });
  while (!stop.stop_requested()) {
    StatusOr<std::unique_ptr<PublishTransport>> transport = connect_();
    const Status ended = transport.ok() ? RunStream(**transport, stop) : transport.status();
    if (stop.stop_requested()) return;
    LogEvent(LogLevel::kInfo, "publish.stream_ended", {{"why", MessageOf(ended)}});
    EndStream(transport.ok() ? AfterGap(ended) : ended);
    AwaitRetry(stop);
  }
}

// A builder that lacks records before those that are left goes on with a new epoch.
Status Publisher::AfterGap(const Status& ended) {
  if (ended.code() != StatusCode::kFailedPrecondition) return ended;
  LogEvent(LogLevel::kWarn, "publish.new_epoch", {{"why", MessageOf(ended)}});
  KT_RETURN_IF_ERROR(outbox_.BeginEpoch());
  return MakeError(StatusCode::kAborted, MessageOf(ended));
}

Status Publisher::RunStream(PublishTransport& transport, const std::stop_token& stop) {
  const std::stop_callback close(stop, [&] { transport.Close(); });
  KT_ASSIGN_OR_RETURN(const std::uint64_t applied, OpenStream(transport));
  BeginStream();
  std::jthread acknowledgements([&] { TakeAcknowledgements(transport); });
  const Status ended = SendRows(transport, applied, stop);
  transport.Close();
  return ended;
}

StatusOr<std::uint64_t> Publisher::OpenStream(PublishTransport& transport) {
  KT_ASSIGN_OR_RETURN(const std::uint64_t applied,
                      transport.Open(outbox_.scanner_id(), outbox_.epoch()));
  KT_ASSIGN_OR_RETURN(const std::uint64_t last, outbox_.LastSequence());
  if (applied > last) {
    return MakeError(StatusCode::kFailedPrecondition,
                     fmt::format("publishing: the builder has {} records of this scanner and its "
                                 "store only ever had {}: the store was restored",
                                 applied, last));
  }
  KT_RETURN_IF_ERROR(outbox_.Acknowledge(applied));
  return applied;
}

Status Publisher::SendRows(PublishTransport& transport, std::uint64_t after,
                           const std::stop_token& stop) {
  while (true) {
    KT_RETURN_IF_ERROR(AwaitRoom(stop));
    std::uint64_t notified = 0;
    {
      MutexLock lock(mutex_);
      notified = notified_;
    }
    KT_ASSIGN_OR_RETURN(const std::vector<OutboxStore::Row> batch,
                        outbox_.Read(after, options_.batch_records, options_.batch_bytes));
    if (batch.empty()) {
      AwaitRows(notified, stop);
      continue;
    }
    after = batch.back().sequence;
    {
      MutexLock lock(mutex_);
      in_flight_.push_back(after);
      sent_ = after;
    }
    const Status sent = transport.Send(batch);
    if (!sent.ok()) return AwaitEnd(sent);
  }
}

void Publisher::TakeAcknowledgements(PublishTransport& transport) {
  while (true) {
    const StatusOr<std::uint64_t> sequence = transport.NextAck();
    const Status taken = sequence.ok() ? TakeAcknowledgement(*sequence) : sequence.status();
    if (taken.ok()) continue;
    MutexLock lock(mutex_);
    stream_ = taken;
    changed_.NotifyAll();
    return;
  }
}

Status Publisher::TakeAcknowledgement(std::uint64_t sequence) {
  {
    MutexLock lock(mutex_);
    if (sequence > sent_) {
      return MakeError(StatusCode::kDataLoss,
                       fmt::format("publishing: the builder acknowledges {} where {} was sent "
                                   "last: nothing is removed, check the builder",
                                   sequence, sent_));
    }
  }
  KT_RETURN_IF_ERROR(outbox_.Acknowledge(sequence));
  MutexLock lock(mutex_);
  while (!in_flight_.empty() && in_flight_.front() <= sequence) in_flight_.pop_front();
  last_end_ = OkStatus();
  failures_ = 0;
  ++events_;
  changed_.NotifyAll();
  return OkStatus();
}

void Publisher::BeginStream() {
  MutexLock lock(mutex_);
  in_flight_.clear();
  sent_ = 0;
  stream_ = OkStatus();
}

Status Publisher::AwaitRoom(const std::stop_token& stop) {
  MutexLock lock(mutex_);
  changed_.Wait(mutex_, [&]() KT_REQUIRES(mutex_) {
    return stop.stop_requested() || !stream_.ok() || in_flight_.size() < options_.window_batches;
  });
  if (stop.stop_requested()) return MakeError(StatusCode::kCancelled, "publishing: stopped");
  return stream_;
}

Status Publisher::AwaitEnd(const Status& sent) {
  if (sent.code() != StatusCode::kUnavailable) return sent;
  MutexLock lock(mutex_);
  const bool told = changed_.WaitFor(mutex_, options_.retry_last,
                                     [&]() KT_REQUIRES(mutex_) { return !stream_.ok(); });
  return told ? stream_ : sent;
}

void Publisher::AwaitRows(std::uint64_t notified, const std::stop_token& stop) {
  MutexLock lock(mutex_);
  changed_.WaitFor(mutex_, options_.poll, [&]() KT_REQUIRES(mutex_) {
    return stop.stop_requested() || !stream_.ok() || notified_ != notified;
  });
}

void Publisher::AwaitRetry(const std::stop_token& stop) {
  MutexLock lock(mutex_);
  changed_.WaitFor(mutex_, NextRetryDelay(), [&] { return stop.stop_requested(); });
}

void Publisher::EndStream(const Status& why) {
  MutexLock lock(mutex_);
  last_end_ = why;
  ++failures_;
  ++events_;
  changed_.NotifyAll();
}

std::chrono::milliseconds Publisher::NextRetryDelay() {
  auto delay = options_.retry_first;
  for (int i = 1; i < failures_ && delay < options_.retry_last; ++i) delay *= 2;
  delay = std::min(delay, options_.retry_last);
  std::uniform_int_distribution<std::chrono::milliseconds::rep> jitter(0, delay.count() / 2);
  return delay - std::chrono::milliseconds(jitter(random_));
}

}  // namespace keytrail::daemon
