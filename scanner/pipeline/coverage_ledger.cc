#include "scanner/pipeline/coverage_ledger.h"

#include <utility>

#include <fmt/format.h>

#include "base/limits.h"

namespace keytrail::pipeline {

CoverageLedger::CoverageLedger(Volume volume) { coverage_.volume = std::move(volume); }

void CoverageLedger::AddScanned(std::uint64_t bytes) {
  MutexLock lock(mutex_);
  ++coverage_.files_scanned;
  coverage_.bytes_scanned += bytes;
}

void CoverageLedger::AddUnreadable(const std::string& path, const std::string& reason) {
  MutexLock lock(mutex_);
  ++unreadable_;
  ++coverage_.files_skipped[reason];
  AddException(path, reason);
}

void CoverageLedger::AddCurtailed(const std::string& path, const std::string& reason) {
  MutexLock lock(mutex_);
  ++coverage_.files_skipped[reason];
  AddException(path, reason);
}

void CoverageLedger::AddSkippedMembers(const std::string& reason, std::uint64_t count) {
  MutexLock lock(mutex_);
  coverage_.files_skipped[reason] += count;
}

void CoverageLedger::AddSkipped(const std::string& reason, std::uint64_t bytes) {
  MutexLock lock(mutex_);
  ++coverage_.files_skipped[reason];
  coverage_.bytes_skipped += bytes;
}

VolumeCoverage CoverageLedger::Close(VolumeOutcome outcome, const std::string& reason,
                                     bool walked_to_end) {
  MutexLock lock(mutex_);
  coverage_.outcome = outcome;
  coverage_.reason = reason;
  if (outcome == VolumeOutcome::kComplete && (unreadable_ > 0 || !walked_to_end)) {
    coverage_.outcome = VolumeOutcome::kPartial;
    coverage_.reason = unreadable_ > 0
                           ? fmt::format("{} files or directories could not be read", unreadable_)
                           : "the walk did not reach its end";
  }
  coverage_.walked_to_end = walked_to_end && exceptions_complete_;
  return coverage_;
}

void CoverageLedger::AddException(const std::string& path, const std::string& reason) {
  if (coverage_.exceptions.size() >= limits::kWalkExceptionsMax) {
    exceptions_complete_ = false;
    return;
  }
  coverage_.exceptions.push_back({path, reason});
}

}  // namespace keytrail::pipeline
