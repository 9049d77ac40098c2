#include "cli/scan_command.h"

#include <cstdio>
#include <memory>
#include <string>

#include "base/clock.h"
#include "cli/baseline_file.h"
#include "cli/delivery.h"
#include "cli/exit_code.h"
#include "cli/installation.h"
#include "cli/list_report.h"
#include "cli/machine_jobs.h"
#include "cli/progress.h"
#include "cli/result_writer.h"
#include "cli/scan_report.h"
#include "scanner/daemon/abandoned_sockets.h"
#include "scanner/daemon/kvm_probe.h"
#include "scanner/daemon/machine_scan.h"
#include "scanner/daemon/scratch_directory.h"

namespace keytrail::cli {
namespace {

// What a run of scans came to.
struct Tally {
  bool unreadable = false;
  bool findings = false;
  bool looked_at_something = false;
  bool host_failed = false;
};

// Of supervisors and workers that were killed.
void ClearLeftovers() {
  daemon::RemoveStaleScratchDirectories();
  daemon::RemoveAbandonedSockets();
}

int Complain(const Status& status) {
  std::fprintf(stderr, "keytrail: %s\n", MessageOf(status).c_str());
  return kExitCouldNotStart;
}

void Count(const daemon::MachineScanResult& result, Tally& tally) {
  const ScanDone& done = result.done;
  tally.unreadable = tally.unreadable || done.outcome != ScanOutcome::kComplete;
  tally.findings =
      tally.findings || done.findings_high + done.findings_medium + done.findings_low > 0;
  tally.looked_at_something = tally.looked_at_something || !result.volumes.empty();
  tally.host_failed = tally.host_failed || !result.host_status.ok();
}

int ExitCodeOf(const Tally& tally, bool fail_on_findings) {
  if (tally.host_failed && !tally.looked_at_something) return kExitCouldNotStart;
  if (tally.unreadable) return kExitUnreadable;
  return tally.findings && fail_on_findings ? kExitFindings : kExitComplete;
}

// What this host's KVM is worth is asked only when an appliance will be started.
void SetHostProperties(std::vector<daemon::MachineScanRequest>& requests) {
  const std::string cache = PrepareCacheDirectory("");
  const std::string rule_cache = PrepareCacheDirectory("/rules");
  const bool appliance = NeedsAppliance(requests);
  const Accelerator accelerator =
      appliance ? daemon::ProbeAccelerator(cache.empty() ? "" : cache + "/accelerator").accelerator
                : Accelerator::kTcg;
  for (daemon::MachineScanRequest& request : requests) {
    request.job.accelerator = accelerator;
    request.job.rule_cache_directory = rule_cache;
  }
}

Status SetBaseline(const ScanOptions& options, std::vector<daemon::MachineScanRequest>& requests) {
  if (options.baseline_file.empty()) return OkStatus();
  KT_ASSIGN_OR_RETURN(const daemon::Baseline baseline, ReadBaseline(options.baseline_file));
  for (daemon::MachineScanRequest& request : requests) request.baseline = baseline;
  return OkStatus();
}

}  // namespace

int RunScan(const ScanOptions& options, const Interrupt& interrupt) {
  ClearLeftovers();
  const auto delivery = OpenDelivery(options);
  if (!delivery.ok()) return Complain(delivery.status());
  const auto writer = ResultWriter::Open(options.output_file, options.format);
  if (!writer.ok()) return Complain(writer.status());
  auto requests = MakeScanRequests(options, FindInstallation());
  const Status baselined = SetBaseline(options, requests);
  if (!baselined.ok()) {
    Complain(baselined);
    return kExitUsage;
  }
  SetHostProperties(requests);
  Progress progress(stderr, options.progress);
  ScanReport report(**writer, progress, options.include_suppressed);
  Tally tally;
  for (const daemon::MachineScanRequest& request : requests) {
    if (interrupt.flag().load()) break;
    report.BeginMachine(request.machine);
    const auto result = daemon::ScanMachine(request, (*delivery)->key(), SystemClock(),
                                            (*delivery)->recorder(), report, interrupt.flag());
    report.EndMachine(result);
    Count(result, tally);
  }
  report.Finish();
  const Status written = (*writer)->Finish();
  if (!written.ok()) return Complain(written);
  const Status delivered = (*delivery)->Finish();
  if (!delivered.ok()) {
    std::fprintf(stderr, "keytrail: %s\n", MessageOf(delivered).c_str());
    return kExitUnreadable;
  }
  return ExitCodeOf(tally, options.fail_on_findings);
}

int RunList(const ListOptions& options, const Interrupt& interrupt) {
  ClearLeftovers();
  const auto writer = ResultWriter::Open("", options.format);
  if (!writer.ok()) return Complain(writer.status());
  std::vector<daemon::MachineScanRequest> requests = {MakeListRequest(options, FindInstallation())};
  SetHostProperties(requests);
  Progress progress(stderr, options.progress);
  ListReport report(**writer, progress, options.hash);
  daemon::NullRecorder recorder;
  const auto result = daemon::ScanMachine(requests.front(), daemon::InstallationKey::Ephemeral(),
                                          SystemClock(), recorder, report, interrupt.flag());
  report.EndMachine(result);
  Tally tally;
  Count(result, tally);
  const Status written = (*writer)->Finish();
  return written.ok() ? ExitCodeOf(tally, false) : Complain(written);
}

}  // namespace keytrail::cli
