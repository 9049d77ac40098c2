// Shows each file of `ls` as it comes, and what could not be read.
#pragma once

#include "cli/progress.h"
#include "cli/result_writer.h"
#include "scanner/daemon/machine_scan.h"

namespace keytrail::cli {

// Threads: one.
class ListReport final : public daemon::ScanObserver {
 public:
  // Both must outlive the report.
  ListReport(ResultWriter& writer, Progress& progress, bool hashed)
      : writer_(writer), progress_(progress), hashed_(hashed) {}

  void OnProgress(const ProgressFrame& progress) override { progress_.Show(progress); }
  void OnFinding(const Finding&) override {}
  void OnVolume(const VolumeCoverage& coverage) override;
  void OnListed(const ListedFileFrame& file) override;

  void EndMachine(const daemon::MachineScanResult& result);

 private:
  ResultWriter& writer_;
  Progress& progress_;
  const bool hashed_;
};

}  // namespace keytrail::cli
