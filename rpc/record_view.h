// The record as queries see it: read and joined once per generation, shared by all requests of that
// generation. The rebuild is whole: what changed is not tracked.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "graph/input.h"
#include "graph/joins.h"
#include "graph/paths.h"
#include "model/key.h"
#include "model/stores.h"

namespace keytrail::rpc {

struct RecordSnapshot {
  std::uint64_t generation = 0;
  graph::GraphInput input;  // findings of every status, in the store's order
  std::vector<KeyView> keys;
};

class RecordView {
 public:
  // Both must outlive the view.
  RecordView(RecordStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Shared, for a request may outlast the generation that it began with. Errors: those of the
  // store. Threads: any; two that find nothing cached may both read.
  StatusOr<std::shared_ptr<const RecordSnapshot>> Current() KT_EXCLUDES(mutex_);

  // All paths, best first. Shared for the same reason. Secrets expire, so a list is kept for a
  // minute at most.
  StatusOr<std::shared_ptr<const graph::PathList>> Paths(bool include_unknown) KT_EXCLUDES(mutex_);

 private:
  struct CachedPaths {
    std::uint64_t generation = 0;
    Timestamp computed_at;
    std::shared_ptr<const graph::PathList> paths;
  };

  RecordStore& store_;
  const Clock& clock_;
  Mutex mutex_;
  std::shared_ptr<const RecordSnapshot> snapshot_ KT_GUARDED_BY(mutex_);
  std::array<CachedPaths, 2> paths_ KT_GUARDED_BY(mutex_);  // by include_unknown
};

}  // namespace keytrail::rpc
