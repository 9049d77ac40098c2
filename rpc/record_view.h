// The record as queries see it: machines summarized and joined, shared by all requests of one
// generation. A new generation reads only the machines that changed, and those of which something
// expired meanwhile; the first reads all, on two threads, one machine after another.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "graph/joins.h"
#include "graph/paths.h"
#include "model/stores.h"

namespace keytrail::rpc {

struct RecordSnapshot {
  std::uint64_t generation = 0;
  std::shared_ptr<const graph::Joins> joins;
  Timestamp next_change;  // when doors change by themselves, at the earliest
};

class RecordView {
 public:
  // Both must outlive the view.
  RecordView(RecordStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Shared, for a request may outlast the generation that it began with. Errors: those of the
  // store. Threads: any; one reads, and the others wait for it.
  StatusOr<std::shared_ptr<const RecordSnapshot>> Current() KT_EXCLUDES(mutex_, refresh_mutex_);

  // All paths, best first. Shared for the same reason. Secrets expire, so a list is kept for a
  // minute at most.
  StatusOr<std::shared_ptr<const graph::PathList>> Paths(bool include_unknown) KT_EXCLUDES(mutex_);

  Timestamp Now() const { return clock_.Now(); }

 private:
  struct CachedPaths {
    std::uint64_t generation = 0;
    Timestamp computed_at;
    std::shared_ptr<const graph::PathList> paths;
  };

  // The snapshot that is kept, if it is of that generation and nothing expired; else null.
  std::shared_ptr<const RecordSnapshot> Kept(std::uint64_t generation) const KT_EXCLUDES(mutex_);
  StatusOr<std::shared_ptr<const graph::Joins>> Join(const RecordSnapshot* known) const;
  StatusOr<std::shared_ptr<const graph::Joins>> JoinAll() const;
  StatusOr<std::vector<std::string>> Stale(const RecordSnapshot& known) const;
  StatusOr<graph::Summaries> Summarize(const MachineRange& range) const;

  RecordStore& store_;
  const Clock& clock_;
  Mutex refresh_mutex_;  // held while the record is read; before the other
  mutable Mutex mutex_;
  std::shared_ptr<const RecordSnapshot> snapshot_ KT_GUARDED_BY(mutex_);
  std::array<CachedPaths, 2> paths_ KT_GUARDED_BY(mutex_);  // by include_unknown
};

}  // namespace keytrail::rpc
