// Turns the frames of a machine's workers into records, in an order that the builder can rely on,
// and keeps the account.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scanner/daemon/identify.h"
#include "scanner/daemon/machine_scan.h"
#include "scanner/daemon/worker_session.h"

namespace keytrail::daemon {

// One for a machine's scan; BeginWorker before each of its workers. Threads: one.
class ScanCollector final : public WorkerFrameHandler {
 public:
  // All references must outlive the collector.
  ScanCollector(const MachineScanRequest& request, const InstallationKey& key, const Clock& clock,
                ResultRecorder& recorder, ScanObserver& observer);

  void BeginWorker();
  Status OnFrame(WorkerFrame frame) override;
  StatusOr<std::uint64_t> OnPause() override;

  // Accounts for volumes that the worker left open, with the outcome that its fate gives them.
  void EndWorker(const WorkerReport& report);
  void AddError(const std::string& error) { done_.errors.push_back(error); }

  // Records the end of the scan. Call once.
  Status Finish();

  const ScanDone& done() const { return done_; }
  const std::vector<VolumeCoverage>& volumes() const { return volumes_; }

 private:
  void OnRuleReport(const RuleReport& report);
  Status OnHello(const HelloFrame& frame);
  Status OnFileDone(FileDoneFrame frame);
  Status OnVolumeEnd(VolumeCoverage coverage);
  void Begin(const std::vector<LookedFor>& looked_for);
  void AddVolume(VolumeCoverage coverage);
  void Count(const Finding& finding);
  bool records() const { return request_.job.action == Job::Action::kScan; }

  const MachineScanRequest& request_;
  const InstallationKey& key_;
  const Clock& clock_;
  ResultRecorder& recorder_;
  ScanObserver& observer_;

  ScanIdentity identity_;
  bool begun_ = false;
  bool rules_are_sound_ = true;
  std::uint64_t sequence_ = 0;          // of the current worker's last file result
  std::map<std::string, Volume> open_;  // begun and not ended, by id
  std::vector<ScanRecord> pending_;     // not yet recorded
  std::vector<VolumeCoverage> volumes_;
  ScanDone done_;
};

}  // namespace keytrail::daemon
