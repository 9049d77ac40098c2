// The disk fuzz targets as ordinary tests.
#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "tests/disk/record_builder.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"

namespace keytrail::fuzz {
namespace {

using disk::RecordBuilder;
using disk::probe::Placement;

constexpr std::uint64_t kSeed = 20260205;
constexpr int kMutations = 50'000;

std::string WholeManifest() {
  disk::probe::Record linked = RecordBuilder::File(1, 9, 600, Placement::kImage);
  linked.links = 2;
  const auto bytes =
      RecordBuilder()
          .AddRoot()
          .Add(RecordBuilder::Directory(0, 1), "etc")
          .Add(RecordBuilder::File(1, 7, 9000, Placement::kImage), "passwd",
               {{0, 4096, 4096}, {8192, 65536, 808}})
          .Add(RecordBuilder::File(1, 8, 300, Placement::kScratch), "inline", {{0, 128, 300}})
          .Add(linked, "a", {{0, 0, 600}})
          .Add(linked, "b", {{0, 0, 600}})
          .Add(RecordBuilder::Link(1, 11), "localtime", {}, "../usr/share/zoneinfo/UTC")
          .Add(RecordBuilder::File(0, 10, 1 << 20, Placement::kLater), "large")
          .Take();
  return std::string(AsText(bytes));
}

// An ext superblock that needs recovery, whose journal is the block behind it: a journal
// superblock, and a descriptor block.
std::string WholeJournal() {
  std::string volume(8 * 1024, '\0');
  const auto little = [&](std::size_t at, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) volume[at + i] = static_cast<char>(value >> (8 * i));
  };
  const auto big = [&](std::size_t at, std::uint64_t value) {
    for (int i = 0; i < 4; ++i) volume[at + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  little(1024 + 0x38, 0xEF53, 2);
  little(1024 + 0x60, 0x4, 4);
  little(1024 + 0xE0, 8, 4);
  little(1024 + 0xFD, 1, 1);
  little(1024 + 0x10C, 0xF30A, 2);
  little(1024 + 0x10C + 2, 1, 2);
  little(1024 + 0x10C + 12 + 4, 4, 2);
  little(1024 + 0x10C + 12 + 8, 3, 4);
  big(3 * 1024, 0xC03B3998);
  big(3 * 1024 + 4, 4);
  big(3 * 1024 + 12, 1024);
  big(4 * 1024, 0xC03B3998);
  big(4 * 1024 + 4, 1);
  big(4 * 1024 + 12, 77);
  return volume;
}

void Replay(void (*target)(std::span<const std::byte>), const std::string& seed, int mutations) {
  Mutator mutator(kSeed);
  target(AsBytes(seed));
  for (int i = 0; i < mutations; ++i) target(AsBytes(mutator.Mutate(seed)));
}

TEST(FuzzReplay, DamagedManifestsAreRefusedOrWithinBounds) {
  RecordProperty("seed", std::to_string(kSeed));
  Replay(FuzzManifest, WholeManifest(), kMutations);
}

TEST(FuzzReplay, DamagedFstabsNameOnlyPlacesInTheTree) {
  Replay(
      FuzzFstab,
      "UUID=1-2 / ext4 defaults 0 1\n/dev/nvme0n1p2 /a\\040b xfs\n/dev/mapper/group-volume /v e\n",
      kMutations);
}

TEST(FuzzReplay, DamagedJournalsGiveSortedRangesOrNone) {
  Replay(FuzzExtJournal, WholeJournal(), 5'000);
}

}  // namespace
}  // namespace keytrail::fuzz
