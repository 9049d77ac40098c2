// The worker's end of the pipe to its supervisor: frames out, acknowledgements and cancellation in.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/mutex.h"
#include "base/status.h"
#include "scanner/pipeline/frame_sink.h"

namespace keytrail::worker {

// Threads: any.
class PipeSink final : public pipeline::FrameSink {
 public:
  // `output_fd` must outlive the sink.
  explicit PipeSink(int output_fd) : output_fd_(output_fd) {}

  // Numbers file results, and blocks while limits::kUnacknowledgedFramesMax of them are
  // unacknowledged. A result too large for a frame is replaced by its reason, frame_limit.
  bool Send(WorkerFrame frame) override;
  bool cancelled() const override { return cancelled_.load(std::memory_order_relaxed); }

  void OnAcknowledge(std::uint64_t sequence);
  void Cancel();

 private:
  bool Write(const std::string& payload) KT_REQUIRES(mutex_);

  const int output_fd_;
  std::atomic<bool> cancelled_ = false;
  Mutex mutex_;  // also keeps frames whole on the pipe
  CondVar window_changed_;
  std::uint64_t sequence_ KT_GUARDED_BY(mutex_) = 0;
  std::uint64_t acknowledged_ KT_GUARDED_BY(mutex_) = 0;
};

}  // namespace keytrail::worker
