// keytrail-worker: the one process in which guest bytes are parsed. Started by keytrail only, with
// the job's frames on descriptor 3 and the results' on descriptor 4; it ends, with its whole
// process group, when the other side does.

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <thread>
#include <variant>

#include "scanner/worker/pipe_sink.h"
#include "scanner/worker/process_limits.h"
#include "scanner/worker/run_job.h"
#include "wire/frame.h"
#include "wire/frame_stream.h"

namespace keytrail::worker {
namespace {

constexpr int kInputFd = 3;
constexpr int kOutputFd = 4;
constexpr int kExitUsage = 2;
constexpr int kExitFailed = 1;

// The supervisor is gone: nobody would reap what runs on, the appliance included.
[[noreturn]] void EndProcessGroup() {
  kill(0, SIGKILL);
  _exit(kExitFailed);
}

void HandleFrame(const SupervisorFrame& frame, PipeSink& sink) {
  if (const auto* acknowledge = std::get_if<AcknowledgeFrame>(&frame)) {
    sink.OnAcknowledge(acknowledge->sequence);
  } else if (std::holds_alternative<CancelFrame>(frame)) {
    sink.Cancel();
  }
}

// Reads until the supervisor closes its end.
void ListenToSupervisor(wire::FrameReader& reader, PipeSink& sink) {
  while (true) {
    const auto payload = reader.Next();
    if (!payload.ok() || !payload->has_value()) EndProcessGroup();
    const auto frame = wire::DecodeSupervisorFrame(AsBytes(**payload));
    if (!frame.ok()) EndProcessGroup();
    HandleFrame(*frame, sink);
  }
}

StatusOr<Job> ReceiveJob(wire::FrameReader& reader) {
  KT_ASSIGN_OR_RETURN(const auto payload, reader.Next());
  if (!payload.has_value()) {
    return MakeError(StatusCode::kInvalidArgument, "no job arrived: the supervisor is gone");
  }
  KT_ASSIGN_OR_RETURN(const SupervisorFrame frame, wire::DecodeSupervisorFrame(AsBytes(*payload)));
  if (const auto* job = std::get_if<JobFrame>(&frame)) return job->job;
  return MakeError(StatusCode::kInvalidArgument, "the first frame was not a job");
}

int RunToExitCode(const Job& job, PipeSink& sink) {
  try {
    RunJob(job, sink);
    return 0;
  } catch (const std::exception&) {
    std::fputs("keytrail-worker: out of memory: give the host more, or fewer --threads\n", stderr);
    return kExitFailed;
  }
}

int Run() {
  if (fcntl(kInputFd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(kOutputFd, F_SETFD, FD_CLOEXEC) != 0) {
    std::fputs(
        "keytrail-worker: started by hand: it takes its job from keytrail: run 'keytrail scan'\n",
        stderr);
    return kExitUsage;
  }
  signal(SIGPIPE, SIG_IGN);
  const Status hardened = HardenProcess();
  if (!hardened.ok()) {
    std::fprintf(stderr, "keytrail-worker: %s\n", MessageOf(hardened).c_str());
    return kExitFailed;
  }
  wire::FrameReader reader(kInputFd);
  const StatusOr<Job> job = ReceiveJob(reader);
  if (!job.ok()) {
    std::fprintf(stderr, "keytrail-worker: %s\n", MessageOf(job.status()).c_str());
    return kExitFailed;
  }
  PipeSink sink(kOutputFd);
  // Never joined: it waits on a pipe that only the supervisor closes, and ends with the process.
  const std::thread listener([&reader, &sink] { ListenToSupervisor(reader, sink); });
  _exit(RunToExitCode(*job, sink));
}

}  // namespace
}  // namespace keytrail::worker

int main() { return keytrail::worker::Run(); }
