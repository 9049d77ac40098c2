// The frame fuzz target as an ordinary test.
#include <gtest/gtest.h>

#include "base/digest.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/wire/sample_values.h"
#include "wire/frame.h"
#include "wire/record.h"

namespace keytrail::fuzz {
namespace {

constexpr std::uint64_t kSeed = 20260204;
constexpr int kMutations = 15'000;

TEST(FuzzReplay, DamagedFramesAndRecordsAreRefusedOrStable) {
  RecordProperty("seed", std::to_string(kSeed));
  std::vector<std::string> seeds;
  for (const WorkerFrame& frame : wire::FullWorkerFrames())
    seeds.push_back(wire::EncodeFrame(frame));
  for (const SupervisorFrame& frame : wire::FullSupervisorFrames()) {
    seeds.push_back(wire::EncodeFrame(frame));
  }
  for (const ScanRecord& record : wire::FullRecords()) seeds.push_back(wire::EncodeRecord(record));
  Mutator mutator(kSeed);
  for (const std::string& seed : seeds) {
    FuzzFrame(AsBytes(seed));
    for (int i = 0; i < kMutations; ++i) FuzzFrame(AsBytes(mutator.Mutate(seed)));
  }
}

}  // namespace
}  // namespace keytrail::fuzz
