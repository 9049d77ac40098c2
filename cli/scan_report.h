// Shows a scan while it runs, and its result when it ended, in the format that was asked for.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/progress.h"
#include "cli/result_writer.h"
#include "scanner/daemon/machine_scan.h"

namespace keytrail::cli {

// Threads: one.
class ScanReport final : public daemon::ScanObserver {
 public:
  // Both must outlive the report.
  ScanReport(ResultWriter& writer, Progress& progress, bool shows_suppressed)
      : writer_(writer), progress_(progress), shows_suppressed_(shows_suppressed) {}

  void OnProgress(const ProgressFrame& progress) override;
  void OnFinding(const Finding& finding) override;
  void OnVolume(const VolumeCoverage& coverage) override;
  void OnListed(const ListedFileFrame& file) override;
  void OnRuleProblem(const RuleProblem& problem) override;

  void BeginMachine(const Machine& machine) { progress_.Begin(machine.name); }
  // Errors of the machine's scan go to standard error, a line each.
  void EndMachine(const daemon::MachineScanResult& result);
  // What waited for the end: tables.
  void Finish();

 private:
  ResultWriter& writer_;
  Progress& progress_;
  const bool shows_suppressed_;
  std::vector<Finding> findings_;
  std::vector<VolumeCoverage> volumes_;
  std::vector<ScanDone> scans_;
};

}  // namespace keytrail::cli
