// The scan of one machine: one worker for each reader that its sources need, results into the
// recorder, an account of everything, whatever becomes of the workers.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/coverage.h"
#include "model/job.h"
#include "scanner/daemon/baseline.h"
#include "scanner/daemon/installation_key.h"
#include "scanner/daemon/result_recorder.h"

namespace keytrail::daemon {

// Hears of a scan while it runs, on the thread that runs it; what it hears is already recorded.
class ScanObserver {
 public:
  virtual ~ScanObserver() = default;
  virtual void OnProgress(const ProgressFrame& progress) = 0;
  virtual void OnFinding(const Finding& finding) = 0;
  virtual void OnVolume(const VolumeCoverage& coverage) = 0;
  virtual void OnListed(const ListedFileFrame& file) = 0;
  // A rule that is not used, where the scan goes on with the others.
  virtual void OnRuleProblem(const RuleProblem& /*problem*/) {}
};

// A part of a job that is for one reader.
struct ReaderAssignment {
  ReaderKind reader = ReaderKind::kDirectory;
  std::string reason;
  std::vector<SourceSpec> sources;
};

struct MachineScanRequest {
  Machine machine;
  std::vector<ReaderAssignment>
      assignments;  // one for each reader; may be empty when no source could be opened
  std::vector<std::string> errors;  // of sources that could not be assigned
  Timestamp snapshot_at;
  bool all_disks = false;
  // Neither rules nor packs were chosen: a secret type that this pack lacks is retired.
  bool full_pack = false;
  Baseline baseline;
  // Everything that is the same for all workers: action, hash, threads, rules, probe, accelerator.
  // Reader, sources and scratch directory are set here.
  Job job;
  std::string worker_program;
  std::chrono::milliseconds wall_clock_limit{0};
};

struct MachineScanResult {
  ScanDone done;
  std::vector<VolumeCoverage> volumes;
  // The results could not be kept, or the worker could not be started: nothing that a disk did.
  Status host_status;
};

// Blocks until the scan ended and its scratch directory is gone. `recorder`, `key` and `observer`
// are used only during the call. Nothing is recorded for Job::Action::kList.
MachineScanResult ScanMachine(const MachineScanRequest& request, const InstallationKey& key,
                              const Clock& clock, ResultRecorder& recorder, ScanObserver& observer,
                              const std::atomic<bool>& cancelled);

// Which reader each source needs, by its kind alone (directory or not); the rest are errors, one
// sentence each.
struct SourceAssignments {
  std::vector<ReaderAssignment> assignments;
  std::vector<std::string> errors;
};
SourceAssignments AssignReaders(const std::vector<SourceSpec>& sources,
                                const ReaderKind* forced_reader);

}  // namespace keytrail::daemon
