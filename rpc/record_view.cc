#include "rpc/record_view.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <thread>
#include <utility>

namespace keytrail::rpc {
namespace {

constexpr std::int64_t kPathsAgeNsMax = 60LL * 1'000'000'000;
// From this share of the machines on, all are read in one go.
constexpr std::size_t kChangedShare = 4;

// Two parts of the machines, about as large as each other. One that comes between them meanwhile
// is of a later generation.
std::vector<MachineRange> HalvesOf(const std::vector<RecordedMachine>& machines) {
  if (machines.size() < 2) return {MachineRange{}};
  const std::size_t middle = machines.size() / 2;
  return {{.first = {}, .last = machines[middle - 1].machine.id},
          {.first = machines[middle].machine.id, .last = {}}};
}

Timestamp NextChangeOf(const graph::Joins& joins) {
  Timestamp next{std::numeric_limits<std::int64_t>::max()};
  for (const auto& machine : joins.machines()) next = std::min(next, machine->valid_until());
  return next;
}

}  // namespace

std::shared_ptr<const RecordSnapshot> RecordView::Kept(std::uint64_t generation) const {
  const Timestamp now = clock_.Now();
  MutexLock lock(mutex_);
  const bool is_current =
      snapshot_ != nullptr && snapshot_->generation == generation && now < snapshot_->next_change;
  return is_current ? snapshot_ : nullptr;
}

StatusOr<std::shared_ptr<const RecordSnapshot>> RecordView::Current() {
  {
    KT_ASSIGN_OR_RETURN(const std::uint64_t generation, store_.Generation());
    if (auto kept = Kept(generation)) return kept;
  }
  MutexLock refreshing(refresh_mutex_);
  // Read first: rows that change while they are read are read again with the next generation.
  KT_ASSIGN_OR_RETURN(const std::uint64_t generation, store_.Generation());
  if (auto kept = Kept(generation)) return kept;
  std::shared_ptr<const RecordSnapshot> known;
  {
    MutexLock lock(mutex_);
    known = snapshot_;
  }
  auto snapshot = std::make_shared<RecordSnapshot>();
  snapshot->generation = generation;
  KT_ASSIGN_OR_RETURN(snapshot->joins, Join(known.get()));
  snapshot->next_change = NextChangeOf(*snapshot->joins);
  MutexLock lock(mutex_);
  snapshot_ = snapshot;
  return std::shared_ptr<const RecordSnapshot>(std::move(snapshot));
}

StatusOr<std::shared_ptr<const graph::Joins>> RecordView::Join(const RecordSnapshot* known) const {
  if (known == nullptr) return JoinAll();
  KT_ASSIGN_OR_RETURN(const std::vector<std::string> stale, Stale(*known));
  if (stale.size() > known->joins->machines().size() / kChangedShare + 1) return JoinAll();
  graph::Summaries changed;
  for (const std::string& id : stale) {
    KT_ASSIGN_OR_RETURN(graph::Summaries one, Summarize({.first = id, .last = id}));
    std::ranges::move(one, std::back_inserter(changed));
  }
  return known->joins->With(std::move(changed));
}

StatusOr<std::vector<std::string>> RecordView::Stale(const RecordSnapshot& known) const {
  KT_ASSIGN_OR_RETURN(std::vector<std::string> stale, store_.ChangedSince(known.generation));
  const Timestamp now = clock_.Now();
  if (now < known.next_change) return stale;
  const auto changed = static_cast<std::ptrdiff_t>(stale.size());
  for (const auto& machine : known.joins->machines()) {
    if (machine->valid_until() <= now) stale.push_back(machine->id());
  }
  std::ranges::inplace_merge(stale, stale.begin() + changed);
  const auto repeated = std::ranges::unique(stale);
  stale.erase(repeated.begin(), repeated.end());
  return stale;
}

StatusOr<std::shared_ptr<const graph::Joins>> RecordView::JoinAll() const {
  std::vector<MachineRange> halves;
  {
    KT_ASSIGN_OR_RETURN(const std::vector<RecordedMachine> machines, store_.Machines());
    halves = HalvesOf(machines);
  }
  std::vector<StatusOr<graph::Summaries>> parts(halves.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < halves.size(); ++i) {
      threads.emplace_back([this, &parts, &halves, i] { parts[i] = Summarize(halves[i]); });
    }
  }
  graph::Summaries all;
  for (StatusOr<graph::Summaries>& part : parts) {
    KT_RETURN_IF_ERROR(part.status());
    std::ranges::move(*part, std::back_inserter(all));
  }
  return graph::Joins::Make(std::move(all));
}

StatusOr<graph::Summaries> RecordView::Summarize(const MachineRange& range) const {
  const Timestamp now = clock_.Now();
  graph::Summaries summaries;
  KT_RETURN_IF_ERROR(store_.VisitMachines(range, [&](const MachineRecord& record) {
    summaries.push_back(graph::MachineSummary::Make(record, now));
  }));
  return summaries;
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
  graph::GraphInput input{.joins = snapshot->joins, .findings = {}};
  KT_RETURN_IF_ERROR(store_.VisitFindings({}, [&](RecordedFinding row) {
    if (graph::Counts(row)) input.findings.push_back(std::move(row));
    return true;
  }));
  auto paths = std::make_shared<const graph::PathList>(
      graph::FindAttackPaths(input, {.include_unknown = include_unknown, .id = {}}, now));
  MutexLock lock(mutex_);
  paths_[slot] = {.generation = snapshot->generation, .computed_at = now, .paths = paths};
  return paths;
}

}  // namespace keytrail::rpc
