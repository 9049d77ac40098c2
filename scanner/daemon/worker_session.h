// One worker, from its start to its end: sends the job, hands on its frames, and turns whatever
// becomes of it into a status. The worker is not trusted: frames are capped and checked, and a
// worker that breaks the protocol is killed.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/status.h"
#include "model/job.h"
#include "scanner/daemon/child_process.h"

namespace keytrail::daemon {

// What the session needs of its user. All calls come from the thread that runs the session.
class WorkerFrameHandler {
 public:
  virtual ~WorkerFrameHandler() = default;
  // An error ends the session, and the worker with it.
  virtual Status OnFrame(WorkerFrame frame) = 0;
  // Called when no frame is waiting, and after every few: makes durable what came so far, and
  // returns the sequence of the last file result that is. An error ends the session.
  virtual StatusOr<std::uint64_t> OnPause() = 0;
};

enum class WorkerFate {
  kFinished,       // said its scan end and exited
  kCrashed,        // exited or died without saying so
  kOutOfMemory,    // killed by the kernel, or could not allocate
  kTimedOut,       // killed by the wall clock
  kCancelled,      // told to stop
  kBrokeProtocol,  // killed for what it sent
  kHandlerFailed,  // killed because its results could not be kept
};

struct WorkerReport {
  WorkerFate fate = WorkerFate::kCrashed;
  std::string detail;  // one sentence, empty when finished
  ScanEndFrame end;    // when finished
};

struct WorkerSessionOptions {
  std::string worker_program;
  std::chrono::milliseconds wall_clock_limit{0};  // 0: none
};

// Blocks until the worker and everything that it started is gone. `cancelled` may be set from a
// signal handler; it is looked at twice a second. Errors: the worker could not be started.
StatusOr<WorkerReport> RunWorkerSession(const WorkerSessionOptions& options, const Job& job,
                                        WorkerFrameHandler& handler,
                                        const std::atomic<bool>& cancelled);

}  // namespace keytrail::daemon
