// Random sets of scans, published in every kind of order, against the definition of resolution
// written down directly: a finding's status depends on the set of scans and not on their arrival.
#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "tests/storage/record_fixture.h"

namespace keytrail::storage {
namespace {

constexpr std::uint32_t kSeeds = 60;
const std::vector<std::string> kTypes = {"a", "b", "c"};
const std::vector<std::string> kPaths = {"/x", "/d/y", "/d/z"};
const std::vector<std::string> kVolumes = {"root", "data"};

class ScanMaker {
 public:
  explicit ScanMaker(std::uint32_t seed) : random_(seed) {}

  ScanScript Make(int number) {
    ScanScript scan{.id = fmt::format("s{}", number), .snapshot_ns = 1 + Below(4), .volumes = {}};
    if (Below(3) == 0) scan.types = Some(kTypes);
    if (Below(4) == 0) scan.floor = Confidence::kHigh;
    scan.full_pack = Below(3) == 0;
    scan.all_disks = Below(3) == 0;
    scan.done = Below(4) != 0;
    for (const std::string& volume : kVolumes) {
      if (Below(4) != 0) scan.volumes.push_back(MakeVolume(volume, scan));
    }
    return scan;
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    std::ranges::shuffle(items, random_);
  }

 private:
  VolumeScript MakeVolume(const std::string& id, const ScanScript& scan) {
    VolumeScript volume{.id = id, .walked_to_end = Below(4) != 0, .ended = Below(5) != 0};
    for (const std::string& path : kPaths) {
      if (Below(2) == 0) continue;
      FileScript file{.path = path, .types = Some(scan.types), .read_to_end = Below(4) != 0};
      std::erase_if(file.types,
                    [&](const std::string& type) { return ConfidenceOf(type) < scan.floor; });
      if (Below(2) == 0) file.accounts = {scan.id};
      volume.files.push_back(file);
    }
    if (Below(3) == 0) volume.exceptions.push_back(Below(2) == 0 ? "/d" : "/x");
    return volume;
  }
  std::vector<std::string> Some(const std::vector<std::string>& from) {
    std::vector<std::string> some;
    for (const std::string& item : from) {
      if (Below(2) == 0) some.push_back(item);
    }
    return some;
  }
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  std::mt19937 random_;
};

using Order = std::pair<std::int64_t, std::string>;
Order OrderOf(const ScanScript& scan) { return {scan.snapshot_ns, scan.id}; }

const VolumeScript* FindVolume(const ScanScript& scan, const std::string& id) {
  const auto found = std::ranges::find(scan.volumes, id, &VolumeScript::id);
  return found == scan.volumes.end() ? nullptr : &*found;
}

const FileScript* FindFile(const VolumeScript& volume, const std::string& path) {
  const auto found = std::ranges::find(volume.files, path, &FileScript::path);
  return found == volume.files.end() ? nullptr : &*found;
}

bool Covers(const ScanScript& scan, const std::string& volume_id, const std::string& path) {
  const VolumeScript* volume = FindVolume(scan, volume_id);
  if (volume == nullptr) return false;
  const FileScript* file = FindFile(*volume, path);
  if (file != nullptr) {
    if (!file->read_to_end) return false;
    return true;
  }
  const auto excepts = [&](const std::string& exception) {
    return path == exception || path.starts_with(exception + "/");
  };
  return volume->ended && volume->walked_to_end &&
         std::ranges::none_of(volume->exceptions, excepts);
}

bool LooksFor(const ScanScript& scan, const std::string& type) {
  return std::ranges::find(scan.types, type) != scan.types.end() &&
         ConfidenceOf(type) >= scan.floor;
}

bool EndedWithVolumes(const ScanScript& scan) {
  return scan.done && std::ranges::any_of(scan.volumes, &VolumeScript::ended);
}

// Whether the volume is on none of the disks that the machine has.
bool IsOrphaned(const std::vector<ScanScript>& scans, const std::string& volume_id) {
  Order listed{};
  for (const ScanScript& scan : scans) {
    const VolumeScript* volume = FindVolume(scan, volume_id);
    if (volume != nullptr && (volume->ended || !volume->files.empty())) {
      listed = std::max(listed, OrderOf(scan));
    }
  }
  return std::ranges::any_of(scans, [&](const ScanScript& scan) {
    return scan.all_disks && EndedWithVolumes(scan) && OrderOf(scan) > listed;
  });
}

bool IsRetired(const std::vector<ScanScript>& scans, const Order& seen, const std::string& type) {
  const ScanScript* newest = nullptr;
  for (const ScanScript& scan : scans) {
    if (!scan.full_pack || !scan.done) continue;
    if (newest == nullptr || OrderOf(scan) > OrderOf(*newest)) newest = &scan;
  }
  return newest != nullptr && OrderOf(*newest) > seen &&
         std::ranges::find(newest->types, type) == newest->types.end();
}

std::string ExpectedStatus(const std::vector<ScanScript>& scans, const std::string& volume_id,
                           const std::string& path, const std::string& type) {
  Order seen{};
  for (const ScanScript& scan : scans) {
    const VolumeScript* volume = FindVolume(scan, volume_id);
    const FileScript* file = volume == nullptr ? nullptr : FindFile(*volume, path);
    if (file != nullptr && std::ranges::find(file->types, type) != file->types.end()) {
      seen = std::max(seen, OrderOf(scan));
    }
  }
  if (seen == Order{}) return "";
  for (const ScanScript& scan : scans) {
    if (OrderOf(scan) > seen && Covers(scan, volume_id, path) && LooksFor(scan, type)) {
      return "resolved";
    }
  }
  if (IsOrphaned(scans, volume_id)) return "orphaned";
  return IsRetired(scans, seen, type) ? "retired" : "open";
}

std::map<std::string, std::string> ExpectedStatuses(const std::vector<ScanScript>& scans) {
  std::map<std::string, std::string> expected;
  for (const std::string& volume : kVolumes) {
    for (const std::string& path : kPaths) {
      for (const std::string& type : kTypes) {
        const std::string status = ExpectedStatus(scans, volume, path, type);
        if (!status.empty()) expected[FindingId(volume, path, type)] = status;
      }
    }
  }
  return expected;
}

std::map<std::string, std::string> ExpectedAccounts(const std::vector<ScanScript>& scans) {
  std::map<std::string, std::string> expected;
  for (const std::string& volume_id : kVolumes) {
    for (const std::string& path : kPaths) {
      const ScanScript* newest = nullptr;
      for (const ScanScript& scan : scans) {
        const VolumeScript* volume = FindVolume(scan, volume_id);
        const FileScript* file = volume == nullptr ? nullptr : FindFile(*volume, path);
        if (file == nullptr || file->accounts.empty()) continue;
        if (newest == nullptr || OrderOf(scan) > OrderOf(*newest)) newest = &scan;
      }
      if (newest == nullptr || IsOrphaned(scans, volume_id)) continue;
      const bool superseded = std::ranges::any_of(scans, [&](const ScanScript& scan) {
        return OrderOf(scan) > OrderOf(*newest) && Covers(scan, volume_id, path);
      });
      if (!superseded) expected[fmt::format("{}|{}|account|0", volume_id, path)] = newest->id;
    }
  }
  return expected;
}

// Keeps each scan's own order and mixes the scans.
std::vector<ScanRecord> Interleave(const std::vector<ScanScript>& scans, ScanMaker& maker) {
  std::vector<std::vector<ScanRecord>> streams;
  std::vector<std::size_t> turns;
  for (const ScanScript& scan : scans) {
    streams.push_back(RecordsOf(scan));
    turns.insert(turns.end(), streams.back().size(), streams.size() - 1);
  }
  maker.Shuffle(turns);
  std::vector<std::size_t> next(streams.size(), 0);
  std::vector<ScanRecord> records;
  for (const std::size_t turn : turns) records.push_back(streams[turn][next[turn]++]);
  return records;
}

TEST(ResolutionProperty, StatusDependsOnTheSetOfScansAndNotOnTheirArrival) {
  for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) {
    ScanMaker maker(seed);
    std::vector<ScanScript> scans;
    for (int i = 0; i < 2 + static_cast<int>(seed % 5); ++i) scans.push_back(maker.Make(i));
    maker.Shuffle(scans);
    RecordFixture record;
    const Status status = record.Publish(Interleave(scans, maker));
    ASSERT_TRUE(status.ok()) << "seed " << seed << ": " << status;
    ASSERT_EQ(record.Statuses(), ExpectedStatuses(scans)) << "seed " << seed;
    ASSERT_EQ(record.Accounts(), ExpectedAccounts(scans)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace keytrail::storage
