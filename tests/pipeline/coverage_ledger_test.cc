#include "scanner/pipeline/coverage_ledger.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace keytrail::pipeline {
namespace {

TEST(CoverageLedger, IsCompleteWhenEverythingWasReadOrLeftOutByPolicy) {
  CoverageLedger ledger(Volume{});
  ledger.AddScanned(100);
  ledger.AddSkipped("fifo", 0);
  const VolumeCoverage coverage = ledger.Close(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(coverage.outcome, VolumeOutcome::kComplete);
  EXPECT_EQ(coverage.files_scanned, 1u);
  EXPECT_EQ(coverage.bytes_scanned, 100u);
  EXPECT_EQ(coverage.files_skipped.at("fifo"), 1u);
  EXPECT_TRUE(coverage.walked_to_end);
}

TEST(CoverageLedger, IsPartialWhenAFileCouldNotBeRead) {
  CoverageLedger ledger(Volume{});
  ledger.AddUnreadable("/a", "io_error");
  const VolumeCoverage coverage = ledger.Close(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(coverage.outcome, VolumeOutcome::kPartial);
  ASSERT_EQ(coverage.exceptions.size(), 1u);
  EXPECT_EQ(coverage.exceptions[0].path, "/a");
}

TEST(CoverageLedger, KeepsABudgetThatRanOutApartFromWhatCouldNotBeRead) {
  CoverageLedger ledger(Volume{});
  ledger.AddScanned(5);
  ledger.AddCurtailed("/a", "rule_budget");
  const VolumeCoverage coverage = ledger.Close(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(coverage.outcome, VolumeOutcome::kComplete);
  EXPECT_EQ(coverage.files_skipped.at("rule_budget"), 1u);
  EXPECT_EQ(coverage.exceptions.size(), 1u) << "nothing in this file may be closed";
}

TEST(CoverageLedger, CallsTheWalkIncompleteWhenItsExceptionsDoNotFit) {
  CoverageLedger ledger(Volume{});
  for (std::size_t i = 0; i <= limits::kWalkExceptionsMax; ++i)
    ledger.AddUnreadable("/x", "io_error");
  const VolumeCoverage coverage = ledger.Close(VolumeOutcome::kComplete, "", true);
  EXPECT_FALSE(coverage.walked_to_end);
  EXPECT_EQ(coverage.exceptions.size(), limits::kWalkExceptionsMax);
}

TEST(CoverageLedger, LeavesTheReadersVerdictWhenItIsWorse) {
  CoverageLedger ledger(Volume{});
  const VolumeCoverage coverage = ledger.Close(VolumeOutcome::kCorrupt, "bad superblock", false);
  EXPECT_EQ(coverage.outcome, VolumeOutcome::kCorrupt);
  EXPECT_EQ(coverage.reason, "bad superblock");
}

}  // namespace
}  // namespace keytrail::pipeline
