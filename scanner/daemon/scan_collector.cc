#include "scanner/daemon/scan_collector.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/limits.h"
#include "base/version.h"
#include "model/names.h"
#include "scanner/daemon/identify.h"

namespace keytrail::daemon {
namespace {

Status ProtocolError(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "the worker broke the protocol: " + what);
}

VolumeOutcome OutcomeOf(WorkerFate fate) {
  switch (fate) {
    case WorkerFate::kTimedOut: return VolumeOutcome::kTimeout;
    case WorkerFate::kOutOfMemory: return VolumeOutcome::kKilled;
    case WorkerFate::kFinished:
    case WorkerFate::kCrashed:
    case WorkerFate::kCancelled:
    case WorkerFate::kBrokeProtocol:
    case WorkerFate::kHandlerFailed: return VolumeOutcome::kPartial;
  }
  return VolumeOutcome::kPartial;
}

ScanOutcome OutcomeOf(const ScanDone& done, const std::vector<VolumeCoverage>& volumes) {
  const bool all_read = std::ranges::all_of(volumes, [](const VolumeCoverage& coverage) {
    return coverage.outcome == VolumeOutcome::kComplete ||
           coverage.outcome == VolumeOutcome::kIgnored;
  });
  if (all_read && done.errors.empty()) return ScanOutcome::kComplete;
  return done.files_scanned > 0 ? ScanOutcome::kPartial : ScanOutcome::kFailed;
}

}  // namespace

ScanCollector::ScanCollector(const MachineScanRequest& request, const InstallationKey& key,
                             const Clock& clock, ResultRecorder& recorder, ScanObserver& observer)
    : request_(request), key_(key), clock_(clock), recorder_(recorder), observer_(observer) {
  done_.scan_id = NewRandomId();
  done_.machine_id = request.machine.id;
  done_.started_at = clock.Now();
  done_.snapshot_at = request.snapshot_at;
  done_.errors = request.errors;
  identity_ = {.scan_id = done_.scan_id,
               .machine_id = request.machine.id,
               .snapshot_at = request.snapshot_at};
}

void ScanCollector::BeginWorker() { sequence_ = 0; }

Status ScanCollector::OnFrame(WorkerFrame frame) {
  if (const auto* hello = std::get_if<HelloFrame>(&frame)) return OnHello(*hello);
  if (auto* file = std::get_if<FileDoneFrame>(&frame)) return OnFileDone(std::move(*file));
  if (auto* end = std::get_if<VolumeEndFrame>(&frame)) return OnVolumeEnd(std::move(end->coverage));
  if (auto* begin = std::get_if<VolumeBeginFrame>(&frame)) {
    if (open_.size() + volumes_.size() >= limits::kVolumesPerMachineMax) {
      return ProtocolError("too many volumes");
    }
    open_[begin->volume.id] = begin->volume;
  } else if (const auto* listed = std::get_if<ListedFileFrame>(&frame)) {
    observer_.OnListed(*listed);
  } else if (const auto* progress = std::get_if<ProgressFrame>(&frame)) {
    observer_.OnProgress(*progress);
  } else if (const auto* report = std::get_if<RuleReportFrame>(&frame)) {
    OnRuleReport(report->report);
  }
  return OkStatus();
}

// A pack with a broken rule is not the whole pack: nothing is retired for want of that rule.
void ScanCollector::OnRuleReport(const RuleReport& report) {
  const auto* problem = std::get_if<RuleProblem>(&report);
  if (problem == nullptr) return;
  rules_are_sound_ = false;
  observer_.OnRuleProblem(*problem);
}

Status ScanCollector::OnHello(const HelloFrame& frame) {
  if (frame.worker_version != kVersion) {
    return MakeError(StatusCode::kFailedPrecondition,
                     fmt::format("cannot use the worker: it is of version {} and this is {}: "
                                 "install both from one build",
                                 frame.worker_version, kVersion));
  }
  Begin(frame.looked_for);
  return OkStatus();
}

void ScanCollector::Begin(const std::vector<LookedFor>& looked_for) {
  if (begun_) return;
  begun_ = true;
  pending_.push_back(
      ScanBegun{.scan_id = done_.scan_id,
                .machine = request_.machine,
                .started_at = done_.started_at,
                .snapshot_at = request_.snapshot_at,
                .looked_for = looked_for,
                .min_confidence = request_.job.min_confidence,
                .all_disks = request_.all_disks,
                .full_pack = request_.full_pack && rules_are_sound_ && !looked_for.empty()});
}

Status ScanCollector::OnFileDone(FileDoneFrame frame) {
  if (!begun_ || frame.sequence != sequence_ + 1)
    return ProtocolError("a file result out of order");
  if (!open_.contains(frame.volume_id)) return ProtocolError("a file of a volume that is not open");
  sequence_ = frame.sequence;
  FileResult result = Identify(std::move(frame), identity_, key_);
  for (Finding& finding : result.findings) {
    if (finding.suppressed_by.empty() && request_.baseline.Holds(finding)) {
      finding.suppressed_by = "baseline";
    }
  }
  pending_.push_back(std::move(result));
  return OkStatus();
}

Status ScanCollector::OnVolumeEnd(VolumeCoverage coverage) {
  const auto begun = open_.find(coverage.volume.id);
  if (begun == open_.end()) return ProtocolError("the end of a volume that is not open");
  open_.erase(begun);
  AddVolume(std::move(coverage));
  return OkStatus();
}

void ScanCollector::AddVolume(VolumeCoverage coverage) {
  coverage.machine_id = request_.machine.id;
  coverage.scan_id = done_.scan_id;
  coverage.snapshot_at = request_.snapshot_at;
  ++done_.volumes[std::string(NameOf(coverage.outcome))];
  done_.files_scanned += coverage.files_scanned;
  done_.bytes_scanned += coverage.bytes_scanned;
  volumes_.push_back(coverage);
  pending_.push_back(std::move(coverage));
}

StatusOr<std::uint64_t> ScanCollector::OnPause() {
  if (records()) KT_RETURN_IF_ERROR(recorder_.Record(pending_));
  for (const ScanRecord& record : pending_) {
    if (const auto* file = std::get_if<FileResult>(&record)) {
      for (const Finding& finding : file->findings) {
        Count(finding);
        observer_.OnFinding(finding);
      }
    } else if (const auto* coverage = std::get_if<VolumeCoverage>(&record)) {
      observer_.OnVolume(*coverage);
    }
  }
  pending_.clear();
  return sequence_;
}

void ScanCollector::Count(const Finding& finding) {
  if (!finding.suppressed_by.empty()) {
    ++done_.suppressed;
    ++done_.suppressed_by[finding.suppressed_by];
    return;
  }
  switch (finding.confidence) {
    case Confidence::kHigh: ++done_.findings_high; return;
    case Confidence::kMedium: ++done_.findings_medium; return;
    case Confidence::kLow: ++done_.findings_low; return;
  }
}

void ScanCollector::EndWorker(const WorkerReport& report) {
  done_.suppressed += report.end.suppressed;
  for (const auto& [suppressor, count] : report.end.suppressed_by) {
    done_.suppressed_by[suppressor] += count;
  }
  if (!report.end.error.empty()) AddError(report.end.error);
  const bool volumes_seen = !open_.empty() || !volumes_.empty();
  for (auto& [id, volume] : open_) {
    VolumeCoverage coverage;
    coverage.volume = volume;
    coverage.outcome = OutcomeOf(report.fate);
    coverage.reason = report.detail.empty() ? "the worker did not end this volume" : report.detail;
    AddVolume(std::move(coverage));
  }
  open_.clear();
  if (report.fate != WorkerFate::kFinished && !volumes_seen) {
    AddError(fmt::format("cannot scan {}: {}: run 'keytrail doctor', then scan it again",
                         request_.machine.name, report.detail));
  }
}

Status ScanCollector::Finish() {
  Begin({});
  done_.finished_at = clock_.Now();
  KT_RETURN_IF_ERROR(OnPause().status());
  done_.outcome = OutcomeOf(done_, volumes_);
  pending_.push_back(done_);
  return OnPause().status();
}

}  // namespace keytrail::daemon
