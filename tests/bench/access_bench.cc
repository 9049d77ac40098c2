// Doors of a large fleet: all of them from the record, and those of one machine that was scanned
// again. Each part runs in a process of its own, so that its memory is its own.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "rpc/record_view.h"
#include "storage/record_store.h"
#include "tests/bench/bench.h"
#include "tests/bench/fleet_scans.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::bench {
namespace {

constexpr std::size_t kMachinesPerBatch = 200;
constexpr std::size_t kScansAgain = 7;
constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr double kMillisecond = 1e-3;
constexpr double kKilobytesPerGigabyte = 1024.0 * 1024.0;

std::unique_ptr<RecordStore> OpenStore(const std::string& path) {
  StatusOr<std::unique_ptr<RecordStore>> store = storage::OpenRecordStore(path);
  KT_CHECK(store.ok());
  return *std::move(store);
}

// Publishes as one scanner does, batch by batch.
class Publisher {
 public:
  Publisher(RecordStore& store, std::uint64_t epoch) : store_(store), epoch_(epoch) {}

  void Publish(const std::vector<ScanRecord>& records) {
    const std::uint64_t first = next_;
    next_ += records.size();
    KT_CHECK(store_
                 .Apply({.scanner_id = "bench", .epoch = epoch_, .sequence = next_ - 1}, first,
                        records, {1})
                 .ok());
  }

 private:
  RecordStore& store_;
  const std::uint64_t epoch_;
  std::uint64_t next_ = 1;
};

void MakeStore(const std::string& path, std::size_t machines) {
  const std::unique_ptr<RecordStore> store = OpenStore(path);
  Publisher publisher(*store, 1);
  const double seconds = Seconds([&] {
    std::vector<ScanRecord> batch;
    for (std::size_t machine = 0; machine < machines; ++machine) {
      std::ranges::move(FleetScan(machine, machines, 0), std::back_inserter(batch));
      if ((machine + 1) % kMachinesPerBatch != 0 && machine + 1 != machines) continue;
      publisher.Publish(batch);
      batch.clear();
    }
  });
  fmt::print("  the record was made in     {:8.1f} s\n", seconds);
}

struct KeyCounts {
  std::size_t keys = 0;
  std::size_t accounts = 0;
  std::size_t allowed = 0;
};

KeyCounts CountKeys(const graph::Joins& joins, Timestamp now) {
  KeyCounts counts;
  std::string_view at = joins.NextHeldAfter("");
  for (; !at.empty(); at = joins.NextHeldAfter(at)) {
    const std::optional<KeyView> key = joins.KeyOf(at, now);
    ++counts.keys;
    counts.accounts += key->accounts.size();
    counts.allowed +=
        static_cast<std::size_t>(std::ranges::count_if(key->accounts, [](const KeyAccess& access) {
          return access.door.verdict == Verdict::kAllowed;
        }));
  }
  return counts;
}

double ProcessorSeconds() {
  rusage usage{};
  KT_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double PeakGigabytes() {
  rusage usage{};
  KT_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  return static_cast<double>(usage.ru_maxrss) / kKilobytesPerGigabyte;
}

std::shared_ptr<const rpc::RecordSnapshot> Look(rpc::RecordView& view) {
  auto snapshot = view.Current();
  KT_CHECK(snapshot.ok());
  return *std::move(snapshot);
}

// Scans one machine again and again, and each time asks for the door that is new.
void ScanAgain(RecordStore& store, rpc::RecordView& view, std::size_t machines) {
  const auto epoch = static_cast<std::uint64_t>(view.Now().ns);  // also of a store that is kept
  Publisher publisher(store, epoch);
  const std::size_t machine = machines / 3;
  std::vector<double> applied, updated;
  for (std::size_t i = 0; i < kScansAgain; ++i) {
    const std::size_t round = epoch / kNsPerSecond * kScansAgain + i;
    const std::vector<ScanRecord> scan = FleetScan(machine, machines, round);
    applied.push_back(Seconds([&] { publisher.Publish(scan); }));
    updated.push_back(Seconds([&] {
      const auto snapshot = Look(view);
      const auto key =
          snapshot->joins->KeyOf(FleetKey(machine, round % kKeysPerMachine), view.Now());
      const bool is_there = key && std::ranges::any_of(key->accounts, [&](const auto& access) {
                              return access.door.machine_id == FleetMachineId(machine);
                            });
      KT_CHECK(is_there);
    }));
  }
  fmt::print("  a scan again, applied      {:8.1f} ms\n", Median(applied) / kMillisecond);
  fmt::print("  and its doors updated      {:8.1f} ms   (highest {:.1f}; required under 100)\n",
             Median(updated) / kMillisecond, *std::ranges::max_element(updated) / kMillisecond);
}

void Measure(const std::string& path, std::size_t machines) {
  const std::unique_ptr<RecordStore> store = OpenStore(path);
  const SystemClock clock;
  rpc::RecordView view(*store, clock);
  std::shared_ptr<const rpc::RecordSnapshot> snapshot;
  const double evaluated = Seconds([&] { snapshot = Look(view); });
  KeyCounts counts;
  const double joined = Seconds([&] { counts = CountKeys(*snapshot->joins, view.Now()); });
  std::size_t doors = 0;
  for (const auto& machine : snapshot->joins->machines()) doors += machine->door_count();
  fmt::print("  read, evaluated, indexed   {:8.1f} s    ({} doors)\n", evaluated, doors);
  fmt::print("  every key joined           {:8.1f} s    ({} keys, {} accounts, {} allowed)\n",
             joined, counts.keys, counts.accounts, counts.allowed);
  fmt::print("  both                       {:8.1f} s    (required under 20 for 100000 machines)\n",
             evaluated + joined);
  fmt::print("  processor time of both     {:8.1f} s    (on two cores)\n", ProcessorSeconds());
  fmt::print("  peak memory                {:8.2f} GiB  (required under 1)\n", PeakGigabytes());
  snapshot.reset();
  ScanAgain(*store, view, machines);
}

// Runs `part` in a child. Exits when it fails.
void InChild(const std::function<void()>& part) {
  std::fflush(stdout);
  const pid_t child = fork();
  KT_CHECK(child >= 0);
  if (child == 0) {
    part();
    std::fflush(stdout);
    _exit(0);
  }
  int status = 0;
  KT_CHECK(waitpid(child, &status, 0) == child);
  if (status != 0) std::exit(1);
}

}  // namespace

void BenchAccess(std::size_t machines, const std::string& store) {
  const test_support::TemporaryDirectory directory;
  const std::string path = store.empty() ? directory / "graph.db" : store;
  fmt::print("access: {} machines, {} keys and {} authorized lines each\n", machines,
             kKeysPerMachine, kLinesPerMachine);
  if (!std::filesystem::exists(path)) InChild([&] { MakeStore(path, machines); });
  InChild([&] { Measure(path, machines); });
}

}  // namespace keytrail::bench
