// A transport that breaks at the n-th operation of a kind, once, and says afterwards whether it
// did.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "scanner/daemon/publish_transport.h"

namespace keytrail::rpc {

enum class Fault {
  kOpenRefused,  // the builder cannot be reached
  kOpenLost,     // the stream opened, its answer is lost
  kSendRefused,  // the batch does not arrive
  kSendUnclear,  // the batch arrives, sending it fails all the same
  kAckLost,      // the batch is applied, its acknowledgement is lost
};
inline constexpr Fault kFaults[] = {Fault::kOpenRefused, Fault::kOpenLost, Fault::kSendRefused,
                                    Fault::kSendUnclear, Fault::kAckLost};

class FaultPlan {
 public:
  FaultPlan(Fault fault, int at) : fault_(fault), left_(at) {}

  // Whether the operation that asks is the one that breaks.
  bool Strikes(Fault fault) { return fault == fault_ && --left_ == 0; }
  bool struck() const { return left_ <= 0; }

 private:
  const Fault fault_;
  std::atomic<int> left_;
};

class FaultyTransport final : public daemon::PublishTransport {
 public:
  FaultyTransport(std::unique_ptr<daemon::PublishTransport> inner, FaultPlan& plan)
      : inner_(std::move(inner)), plan_(plan) {}

  StatusOr<std::uint64_t> Open(const std::string& scanner_id, std::uint64_t epoch) override {
    if (plan_.Strikes(Fault::kOpenRefused)) return Break();
    StatusOr<std::uint64_t> applied = inner_->Open(scanner_id, epoch);
    if (plan_.Strikes(Fault::kOpenLost)) return Break();
    return applied;
  }
  Status Send(std::span<const OutboxStore::Row> batch) override {
    if (plan_.Strikes(Fault::kSendRefused)) return Break();
    const Status sent = inner_->Send(batch);
    return plan_.Strikes(Fault::kSendUnclear) ? Break() : sent;
  }
  StatusOr<std::uint64_t> NextAck() override {
    StatusOr<std::uint64_t> sequence = inner_->NextAck();
    if (sequence.ok() && plan_.Strikes(Fault::kAckLost)) return Break();
    return sequence;
  }
  void Close() override { inner_->Close(); }

 private:
  Status Break() {
    inner_->Close();
    return MakeError(StatusCode::kUnavailable, "broken by the test");
  }

  const std::unique_ptr<daemon::PublishTransport> inner_;
  FaultPlan& plan_;
};

}  // namespace keytrail::rpc
