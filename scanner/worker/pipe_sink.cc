#include "scanner/worker/pipe_sink.h"

#include <string>
#include <utility>
#include <variant>

#include "base/limits.h"
#include "wire/frame.h"
#include "wire/frame_stream.h"

namespace keytrail::worker {
namespace {

// The same result without what made it too large.
FileDoneFrame Curtailed(const FileDoneFrame& frame) {
  FileDoneFrame curtailed;
  curtailed.sequence = frame.sequence;
  curtailed.volume_id = frame.volume_id;
  curtailed.path = frame.path;
  curtailed.read_to_end = false;
  curtailed.reason = "frame_limit";
  return curtailed;
}

}  // namespace

bool PipeSink::Send(WorkerFrame frame) {
  auto* file_done = std::get_if<FileDoneFrame>(&frame);
  MutexLock lock(mutex_);
  if (file_done == nullptr) return Write(wire::EncodeFrame(frame));
  window_changed_.Wait(mutex_, [this] {
    return cancelled() || sequence_ - acknowledged_ < limits::kUnacknowledgedFramesMax;
  });
  if (cancelled()) return false;
  file_done->sequence = ++sequence_;
  std::string payload = wire::EncodeFrame(frame);
  if (payload.size() > limits::kFrameBytesMax) {
    payload = wire::EncodeFrame(WorkerFrame(Curtailed(*file_done)));
  }
  return Write(payload);
}

// The lock is held while writing: a frame must not be torn by another thread's, and the pipe's
// reader never waits for us.
bool PipeSink::Write(const std::string& payload) {
  if (wire::WriteFrame(output_fd_, payload).ok()) return true;
  cancelled_.store(true);
  return false;
}

void PipeSink::OnAcknowledge(std::uint64_t sequence) {
  MutexLock lock(mutex_);
  if (sequence <= sequence_ && sequence > acknowledged_) acknowledged_ = sequence;
  window_changed_.NotifyAll();
}

void PipeSink::Cancel() {
  cancelled_.store(true);
  MutexLock lock(mutex_);
  window_changed_.NotifyAll();
}

}  // namespace keytrail::worker
