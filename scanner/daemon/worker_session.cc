#include "scanner/daemon/worker_session.h"

#include <poll.h>
#include <signal.h>

#include <cerrno>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/digest.h"
#include "scanner/daemon/watchdog.h"
#include "wire/frame.h"
#include "wire/frame_stream.h"

namespace keytrail::daemon {
namespace {

constexpr int kPollMs = 500;
constexpr std::size_t kFramesBetweenPauses = 64;

class Session {
 public:
  Session(ChildProcess& child, WorkerFrameHandler& handler, const std::atomic<bool>& cancelled)
      : child_(child), handler_(handler), cancelled_(cancelled), reader_(child.read_fd()) {}

  // Runs until the worker's end of the pipe closes, or until it must be killed.
  WorkerReport Run(const Job& job) {
    WorkerReport report;
    if (!Send(JobFrame{job}).ok()) return report;
    while (!report_ready_) Step(report);
    return report;
  }

 private:
  void Step(WorkerReport& report) {
    if (cancelled_.load()) return Finish(report, WorkerFate::kCancelled, "the scan was cancelled");
    if (frames_since_pause_ >= kFramesBetweenPauses || !FrameWaiting(0)) Pause(report);
    if (report_ready_ || !FrameWaiting(kPollMs)) return;
    const auto payload = reader_.Next();
    if (payload.status().code() == StatusCode::kInvalidArgument) {
      return Finish(report, WorkerFate::kBrokeProtocol, MessageOf(payload.status()));
    }
    if (!payload.ok() || !payload->has_value()) {
      Pause(report);
      report_ready_ = true;
      return;
    }
    HandleFrame(report, **payload);
  }

  void HandleFrame(WorkerReport& report, const std::string& payload) {
    StatusOr<WorkerFrame> frame = wire::DecodeWorkerFrame(AsBytes(payload));
    if (!frame.ok()) {
      return Finish(report, WorkerFate::kBrokeProtocol, MessageOf(frame.status()));
    }
    ++frames_since_pause_;
    if (auto* end = std::get_if<ScanEndFrame>(&*frame)) {
      report.fate = WorkerFate::kFinished;
      report.end = std::move(*end);
      return;
    }
    const Status handled = handler_.OnFrame(*std::move(frame));
    if (handled.code() == StatusCode::kInvalidArgument) {
      Finish(report, WorkerFate::kBrokeProtocol, MessageOf(handled));
    } else if (!handled.ok()) {
      Finish(report, WorkerFate::kHandlerFailed, MessageOf(handled));
    }
  }

  void Pause(WorkerReport& report) {
    if (frames_since_pause_ == 0) return;
    frames_since_pause_ = 0;
    const StatusOr<std::uint64_t> durable = handler_.OnPause();
    if (!durable.ok()) {
      return Finish(report, WorkerFate::kHandlerFailed, MessageOf(durable.status()));
    }
    if (*durable == acknowledged_) return;
    acknowledged_ = *durable;
    // A worker that is gone needs no acknowledgement; its end shows on the other pipe.
    static_cast<void>(Send(AcknowledgeFrame{acknowledged_}));
  }

  void Finish(WorkerReport& report, WorkerFate fate, const std::string& detail) {
    report.fate = fate;
    report.detail = detail;
    report_ready_ = true;
    child_.KillGroup();
  }

  bool FrameWaiting(int timeout_ms) {
    if (reader_.HasBuffered()) return true;
    pollfd waiting{.fd = child_.read_fd(), .events = POLLIN, .revents = 0};
    return poll(&waiting, 1, timeout_ms) > 0;
  }

  Status Send(SupervisorFrame frame) {
    return wire::WriteFrame(child_.write_fd(), wire::EncodeFrame(frame));
  }

  ChildProcess& child_;
  WorkerFrameHandler& handler_;
  const std::atomic<bool>& cancelled_;
  wire::FrameReader reader_;
  std::size_t frames_since_pause_ = 0;
  std::uint64_t acknowledged_ = 0;
  bool report_ready_ = false;
};

// What the exit says where the worker itself did not.
void Explain(const ChildExit& exit, bool timed_out, WorkerReport& report) {
  if (timed_out) {
    report.fate = WorkerFate::kTimedOut;
    report.detail = "the worker ran out of its time";
  } else if (report.fate == WorkerFate::kCrashed && !exit.exited && exit.code == SIGKILL) {
    report.fate = WorkerFate::kOutOfMemory;
    report.detail = "the worker was killed, most likely for memory";
  } else if (report.fate == WorkerFate::kCrashed) {
    report.detail = exit.exited ? fmt::format("the worker exited with {}", exit.code)
                                : fmt::format("the worker died of signal {}", exit.code);
  }
}

}  // namespace

StatusOr<WorkerReport> RunWorkerSession(const WorkerSessionOptions& options, const Job& job,
                                        WorkerFrameHandler& handler,
                                        const std::atomic<bool>& cancelled) {
  KT_ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::Spawn({options.worker_program}));
  WorkerReport report;
  bool timed_out = false;
  {
    Watchdog watchdog(options.wall_clock_limit, [&child] { child.KillGroup(); });
    report = Session(child, handler, cancelled).Run(job);
    timed_out = watchdog.expired();
  }
  Explain(child.Wait(), timed_out, report);
  return report;
}

}  // namespace keytrail::daemon
