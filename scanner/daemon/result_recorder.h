// Where a scan's records go before anyone is told that they were taken.
#pragma once

#include <cstdint>
#include <span>

#include "base/status.h"
#include "model/coverage.h"
#include "model/stores.h"

namespace keytrail::daemon {

class ResultRecorder {
 public:
  virtual ~ResultRecorder() = default;
  // Durable when it returns.
  virtual Status Record(std::span<const ScanRecord> records) = 0;
};

// Into the outbox, from which they are published.
class OutboxRecorder final : public ResultRecorder {
 public:
  // `outbox` must outlive the recorder.
  explicit OutboxRecorder(OutboxStore& outbox) : outbox_(outbox) {}
  Status Record(std::span<const ScanRecord> records) override;
  // Of the last record that this recorder appended; zero when there is none.
  std::uint64_t last_sequence() const { return last_sequence_; }

 private:
  OutboxStore& outbox_;
  std::uint64_t last_sequence_ = 0;
};

// For scans that keep nothing and publish nowhere.
class NullRecorder final : public ResultRecorder {
 public:
  Status Record(std::span<const ScanRecord>) override { return OkStatus(); }
};

}  // namespace keytrail::daemon
