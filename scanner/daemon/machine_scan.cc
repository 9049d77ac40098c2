#include "scanner/daemon/machine_scan.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "scanner/daemon/abandoned_sockets.h"
#include "scanner/daemon/scan_collector.h"
#include "scanner/daemon/scratch_directory.h"
#include "scanner/daemon/worker_session.h"

namespace keytrail::daemon {
namespace {

std::uint64_t ScratchBytesFor(const MachineScanRequest& request, ReaderKind reader) {
  if (reader != ReaderKind::kAppliance) return 0;
  return request.job.scratch_bytes == 0 ? limits::kScratchBytes : request.job.scratch_bytes;
}

Status RunAssignment(const MachineScanRequest& request, const ReaderAssignment& assignment,
                     ScanCollector& collector, const std::atomic<bool>& cancelled) {
  KT_ASSIGN_OR_RETURN(const ScratchDirectory scratch,
                      ScratchDirectory::Create(ScratchBytesFor(request, assignment.reader)));
  Job job = request.job;
  job.reader = assignment.reader;
  job.reader_reason = assignment.reason;
  job.sources = assignment.sources;
  job.scratch_directory = scratch.path();
  collector.BeginWorker();
  KT_ASSIGN_OR_RETURN(const WorkerReport report,
                      RunWorkerSession({request.worker_program, request.wall_clock_limit}, job,
                                       collector, cancelled));
  collector.EndWorker(report);
  if (report.fate != WorkerFate::kFinished) RemoveAbandonedSockets();
  if (report.fate == WorkerFate::kHandlerFailed) {
    return MakeError(StatusCode::kUnavailable, report.detail);
  }
  const auto code = static_cast<StatusCode>(report.end.error_code);
  return code == StatusCode::kFailedPrecondition ? MakeError(code, report.end.error) : OkStatus();
}

// The first thing that the host itself could not do; the rest of the sources are tried all the
// same.
Status RunAssignments(const MachineScanRequest& request, ScanCollector& collector,
                      const std::atomic<bool>& cancelled) {
  Status host_status;
  for (const ReaderAssignment& assignment : request.assignments) {
    const std::size_t errors_before = collector.done().errors.size();
    const Status status = RunAssignment(request, assignment, collector, cancelled);
    if (status.ok()) continue;
    if (collector.done().errors.size() == errors_before) collector.AddError(MessageOf(status));
    if (host_status.ok()) host_status = status;
  }
  return host_status;
}

}  // namespace

MachineScanResult ScanMachine(const MachineScanRequest& request, const InstallationKey& key,
                              const Clock& clock, ResultRecorder& recorder, ScanObserver& observer,
                              const std::atomic<bool>& cancelled) {
  ScanCollector collector(request, key, clock, recorder, observer);
  MachineScanResult result;
  result.host_status = RunAssignments(request, collector, cancelled);
  const Status finished = collector.Finish();
  if (result.host_status.ok()) result.host_status = finished;
  result.done = collector.done();
  result.volumes = collector.volumes();
  return result;
}

SourceAssignments AssignReaders(const std::vector<SourceSpec>& sources,
                                const ReaderKind* forced_reader) {
  SourceAssignments assigned;
  const auto assign = [&](ReaderKind reader, const std::string& reason, const SourceSpec& source) {
    auto& list = assigned.assignments;
    auto found = std::ranges::find(list, reader, &ReaderAssignment::reader);
    if (found == list.end()) found = list.insert(list.end(), {reader, reason, {}});
    found->sources.push_back(source);
  };
  for (const SourceSpec& source : sources) {
    struct stat info {};
    if (stat(source.path.c_str(), &info) != 0) {
      assigned.errors.push_back(fmt::format("cannot open {}: {}: check the path and your rights",
                                            EscapeForDisplay(source.display),
                                            std::strerror(errno)));
    } else if (forced_reader != nullptr) {
      assign(*forced_reader, "asked for", source);
    } else if (S_ISDIR(info.st_mode)) {
      assign(ReaderKind::kDirectory, "a directory tree", source);
    } else {
      assign(ReaderKind::kAppliance, "a disk image; no native reader in this version", source);
    }
  }
  return assigned;
}

}  // namespace keytrail::daemon
