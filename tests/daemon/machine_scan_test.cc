// The supervisor against workers that do well, die, hang, lie and flood.

#include "scanner/daemon/machine_scan.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace keytrail::daemon {
namespace {

class KeepingRecorder final : public ResultRecorder {
 public:
  Status Record(std::span<const ScanRecord> records) override {
    if (fail) return MakeError(StatusCode::kUnavailable, "the disk is full");
    kept.insert(kept.end(), records.begin(), records.end());
    return OkStatus();
  }
  std::vector<ScanRecord> kept;
  bool fail = false;
};

class CountingObserver final : public ScanObserver {
 public:
  void OnProgress(const ProgressFrame&) override {}
  void OnFinding(const Finding& finding) override { findings.push_back(finding); }
  void OnVolume(const VolumeCoverage&) override {}
  void OnListed(const ListedFileFrame&) override {}
  std::vector<Finding> findings;
};

struct Outcome {
  MachineScanResult result;
  std::vector<ScanRecord> records;
  std::vector<Finding> findings;
};

Outcome ScanWithWorkerThat(const std::string& mode, std::chrono::milliseconds limit = {},
                           bool cancelled = false, bool recorder_fails = false) {
  MachineScanRequest request;
  request.machine = {"web-1", "web", false};
  request.assignments = {{ReaderKind::kDirectory, "test", {{mode, mode}}}};
  request.worker_program = FAKE_WORKER;
  request.wall_clock_limit = limit;
  KeepingRecorder recorder;
  recorder.fail = recorder_fails;
  CountingObserver observer;
  const std::atomic<bool> flag = cancelled;
  Outcome outcome;
  outcome.result =
      ScanMachine(request, InstallationKey::Ephemeral(), SystemClock(), recorder, observer, flag);
  outcome.records = recorder.kept;
  outcome.findings = observer.findings;
  return outcome;
}

TEST(MachineScan, RecordsBegunFilesVolumeAndEndInOrder) {
  const Outcome outcome = ScanWithWorkerThat("well");
  ASSERT_EQ(outcome.records.size(), 4u);
  EXPECT_TRUE(std::holds_alternative<ScanBegun>(outcome.records[0]));
  EXPECT_TRUE(std::holds_alternative<FileResult>(outcome.records[1]));
  EXPECT_TRUE(std::holds_alternative<VolumeCoverage>(outcome.records[2]));
  EXPECT_TRUE(std::holds_alternative<ScanDone>(outcome.records[3]));
  EXPECT_EQ(outcome.result.done.outcome, ScanOutcome::kComplete);
  ASSERT_EQ(outcome.findings.size(), 1u);
  EXPECT_TRUE(outcome.findings[0].fingerprint.starts_with("hmac:"));
  EXPECT_EQ(outcome.findings[0].id.size(), 32u);
}

TEST(MachineScan, KeepsWhatWasAcknowledgedAndAccountsForTheRestWhenTheWorkerCrashes) {
  const Outcome outcome = ScanWithWorkerThat("crash");
  EXPECT_EQ(outcome.findings.size(), 1u);
  ASSERT_EQ(outcome.result.volumes.size(), 1u);
  EXPECT_EQ(outcome.result.volumes[0].outcome, VolumeOutcome::kPartial);
  EXPECT_FALSE(outcome.result.volumes[0].walked_to_end);
  EXPECT_NE(outcome.result.volumes[0].reason.find("signal 11"), std::string::npos);
  EXPECT_NE(outcome.result.done.outcome, ScanOutcome::kComplete);
}

TEST(MachineScan, CallsAVolumeKilledWhenTheWorkerDiesOfMemory) {
  const Outcome outcome = ScanWithWorkerThat("die-of-memory");
  ASSERT_EQ(outcome.result.volumes.size(), 1u);
  EXPECT_EQ(outcome.result.volumes[0].outcome, VolumeOutcome::kKilled);
}

TEST(MachineScan, EndsAHangingWorkerByItsWallClock) {
  const Outcome outcome = ScanWithWorkerThat("hang", std::chrono::milliseconds(300));
  ASSERT_EQ(outcome.result.volumes.size(), 1u);
  EXPECT_EQ(outcome.result.volumes[0].outcome, VolumeOutcome::kTimeout);
  EXPECT_EQ(outcome.findings.size(), 1u);
}

TEST(MachineScan, ReportsAWorkerThatNeverSpoke) {
  const Outcome outcome = ScanWithWorkerThat("exit-at-once");
  ASSERT_EQ(outcome.result.done.errors.size(), 1u);
  EXPECT_NE(outcome.result.done.errors[0].find("exited with 9"), std::string::npos);
  EXPECT_EQ(outcome.result.done.outcome, ScanOutcome::kFailed);
}

class LyingWorker : public ::testing::TestWithParam<const char*> {};

TEST_P(LyingWorker, IsKilledAndCostsOnlyItsOwnVolumes) {
  const Outcome outcome = ScanWithWorkerThat(GetParam());
  EXPECT_EQ(outcome.findings.size(), 1u) << "what was taken before stays";
  ASSERT_FALSE(outcome.result.volumes.empty());
  for (const VolumeCoverage& volume : outcome.result.volumes) {
    EXPECT_EQ(volume.outcome, VolumeOutcome::kPartial);
    EXPECT_FALSE(volume.walked_to_end);
    EXPECT_FALSE(volume.reason.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, LyingWorker,
                         ::testing::Values("garbage", "oversize", "torn-frame", "skip-a-sequence",
                                           "unknown-volume", "too-many-volumes"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(MachineScan, RefusesAWorkerOfAnotherVersion) {
  const Outcome outcome = ScanWithWorkerThat("wrong-version");
  EXPECT_FALSE(outcome.result.host_status.ok());
  EXPECT_TRUE(outcome.findings.empty());
}

TEST(MachineScan, StopsTheWorkerWhenResultsCannotBeKept) {
  const Outcome outcome = ScanWithWorkerThat("well", {}, false, true);
  EXPECT_EQ(outcome.result.host_status.code(), StatusCode::kUnavailable);
  EXPECT_TRUE(outcome.findings.empty()) << "nothing is shown that was not recorded";
}

TEST(MachineScan, StopsWhenCancelled) {
  const Outcome outcome = ScanWithWorkerThat("hang", {}, true);
  EXPECT_NE(outcome.result.done.outcome, ScanOutcome::kComplete);
}

TEST(AssignReaders, GivesDirectoriesAndImagesTheirReaderAndNamesWhatIsMissing) {
  const auto assigned = AssignReaders(
      {{"/usr", "/usr"}, {"/etc/passwd", "/etc/passwd"}, {"/nonexistent", "/nonexistent"}},
      nullptr);
  ASSERT_EQ(assigned.assignments.size(), 2u);
  EXPECT_EQ(assigned.assignments[0].reader, ReaderKind::kDirectory);
  EXPECT_EQ(assigned.assignments[1].reader, ReaderKind::kAppliance);
  ASSERT_EQ(assigned.errors.size(), 1u);
  EXPECT_NE(assigned.errors[0].find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace keytrail::daemon
