// The account of one volume while it is walked and scanned.
#pragma once

#include <cstdint>
#include <string>

#include "base/mutex.h"
#include "model/volume.h"

namespace keytrail::pipeline {

// Threads: any.
class CoverageLedger {
 public:
  explicit CoverageLedger(Volume volume);

  void AddScanned(std::uint64_t bytes);
  // A file or directory that was not read to its end because it could not be: makes the volume
  // partial.
  void AddUnreadable(const std::string& path, const std::string& reason);
  // A file that was read, but not everything was looked at (a budget ran out).
  void AddCurtailed(const std::string& path, const std::string& reason);
  // Members of archives, inside files that were read, that could not be read.
  void AddSkippedMembers(const std::string& reason, std::uint64_t count);
  // Left out by policy.
  void AddSkipped(const std::string& reason, std::uint64_t bytes);

  // The reader's verdict, lowered to partial where files could not be read or the walk did not
  // reach its end.
  VolumeCoverage Close(VolumeOutcome outcome, const std::string& reason, bool walked_to_end);

 private:
  void AddException(const std::string& path, const std::string& reason) KT_REQUIRES(mutex_);

  Mutex mutex_;
  VolumeCoverage coverage_ KT_GUARDED_BY(mutex_);
  std::uint64_t unreadable_ KT_GUARDED_BY(mutex_) = 0;
  bool exceptions_complete_ KT_GUARDED_BY(mutex_) = true;
};

}  // namespace keytrail::pipeline
