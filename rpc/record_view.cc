#include "rpc/record_view.h"

#include <utility>

namespace keytrail::rpc {
namespace {

constexpr std::int64_t kPathsAgeNsMax = 60LL * 1'000'000'000;

}  // namespace

StatusOr<std::shared_ptr<const RecordSnapshot>> RecordView::Current() {
  // Read first: rows that change while they are read are read again with the next generation.
  KT_ASSIGN_OR_RETURN(const std::uint64_t generation, store_.Generation());
  {
    MutexLock lock(mutex_);
    if (snapshot_ != nullptr && snapshot_->generation == generation) return snapshot_;
  }
  auto snapshot = std::make_shared<RecordSnapshot>();
  snapshot->generation = generation;
  KT_ASSIGN_OR_RETURN(snapshot->input.machines, store_.Machines());
  KT_ASSIGN_OR_RETURN(snapshot->input.findings, store_.Findings("", false));
  KT_ASSIGN_OR_RETURN(snapshot->input.facts, store_.Facts(""));
  KT_ASSIGN_OR_RETURN(snapshot->input.coverage, store_.Coverage(""));
  snapshot->keys = graph::BuildKeys(snapshot->input, clock_.Now());
  MutexLock lock(mutex_);
  if (snapshot_ == nullptr || snapshot_->generation < generation) snapshot_ = snapshot;
  return std::shared_ptr<const RecordSnapshot>(std::move(snapshot));
}

StatusOr<std::shared_ptr<const graph::PathList>> RecordView::Paths(bool include_unknown) {
  KT_ASSIGN_OR_RETURN(const std::shared_ptr<const RecordSnapshot> snapshot, Current());
  const Timestamp now = clock_.Now();
  const std::size_t slot = include_unknown ? 1 : 0;
  {
    MutexLock lock(mutex_);
    const CachedPaths& cached = paths_[slot];
    if (cached.paths != nullptr && cached.generation == snapshot->generation &&
        now.ns - cached.computed_at.ns < kPathsAgeNsMax) {
      return cached.paths;
    }
  }
  auto paths = std::make_shared<const graph::PathList>(
      graph::FindAttackPaths(snapshot->input, {.include_unknown = include_unknown, .id = {}}, now));
  MutexLock lock(mutex_);
  paths_[slot] = {.generation = snapshot->generation, .computed_at = now, .paths = paths};
  return paths;
}

}  // namespace keytrail::rpc
