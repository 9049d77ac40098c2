// The seam between the publisher and what carries its batches: gRPC in rpc/, fakes in tests.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/status.h"
#include "model/stores.h"

namespace keytrail::daemon {

// One stream to a graph builder. Open comes first. Then Send is called by one thread and NextAck by
// another, at the same time: nothing in between buffers, so a sender that waits for its own
// acknowledgements would wait for ever. Close may be called by any thread, at any time.
class PublishTransport {
 public:
  virtual ~PublishTransport() = default;

  // Returns the last sequence that the builder has applied of this (scanner, epoch); zero when it
  // knows nothing of it. Errors: kUnavailable and kDeadlineExceeded (retryable on a new transport),
  // others are final.
  virtual StatusOr<std::uint64_t> Open(const std::string& scanner_id, std::uint64_t epoch) = 0;

  // Sends rows whose sequences follow each other without gaps; returns once they are on their way,
  // not once they are applied. Errors: kUnavailable (the stream is over, and NextAck says why);
  // others say that the batch could not be sent at all.
  virtual Status Send(std::span<const OutboxStore::Row> batch) = 0;

  // Blocks for the next acknowledgement and returns its sequence: all rows up to it are durable.
  // Errors: as Open; kFailedPrecondition when the builder lacks rows before those sent; kCancelled
  // after Close.
  virtual StatusOr<std::uint64_t> NextAck() = 0;

  // Ends the stream and wakes whoever waits in it. Idempotent.
  virtual void Close() = 0;
};

// Finds the builder (again) and connects. Called before each attempt, so that a builder which moved
// to another process is found. Errors: as PublishTransport::Open.
using TransportFactory = std::function<StatusOr<std::unique_ptr<PublishTransport>>()>;

}  // namespace keytrail::daemon
