// Any process killed at any message: a rerun converges, nothing is lost and nothing doubled, and
// nobody is left behind.

#include <signal.h>

#include <chrono>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/e2e_support/keytrail.h"
#include "tests/e2e_support/secret_tree.h"

namespace keytrail::e2e {
namespace {

using test_support::BackgroundCommand;
using test_support::TemporaryDirectory;

// The worker of a running scan: its only child.
pid_t WorkerOf(const BackgroundCommand& scan) {
  for (int task = scan.pid(); task < scan.pid() + 64; ++task) {
    std::ifstream children(fmt::format("/proc/{}/task/{}/children", scan.pid(), task));
    pid_t child = -1;
    if (children >> child) return child;
  }
  return -1;
}

bool EndsSoon(pid_t pid) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (kill(pid, 0) == 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  return kill(pid, 0) != 0;
}

class KillTest : public ::testing::Test {
 protected:
  KillTest() : tree_(31) {
    tree_.AddBallast(100, 10'000);
    const TemporaryDirectory store;
    EXPECT_EQ(
        RunKeytrail({"scan", tree_.path(), "--machine", "m", "--store", store.path()}).exit_code,
        0);
    expected_ = RecordedSecrets(store.path());
  }

  std::vector<std::string> SlowScan() const {
    return {KeytrailProgram(), "scan",     tree_.path(), "--machine",   "m",      "--store",
            store_.path(),     "--format", "jsonl",      "--read-rate", "1000000"};
  }

  // Reads the scan's output up to its n-th finding, or to its end.
  static void WaitForFinding(BackgroundCommand& scan, int n) {
    scan.ReadUntil("\"kind\":\"finding\"", n);
  }

  void ExpectARerunConverges() {
    const auto rerun =
        RunKeytrail({"scan", tree_.path(), "--machine", "m", "--store", store_.path()});
    EXPECT_EQ(rerun.exit_code, 0) << rerun.error;
    EXPECT_EQ(RecordedSecrets(store_.path()), expected_);
  }

  SecretTree tree_;
  TemporaryDirectory store_;
  std::vector<std::string> expected_;
};

TEST_F(KillTest, TheWorkerKilledCostsItsVolumeAndARerunConverges) {
  BackgroundCommand scan(SlowScan());
  scan.ReadUntil("\"kind\":\"finding\"");
  const pid_t worker = WorkerOf(scan);
  ASSERT_GT(worker, 0);
  kill(worker, SIGKILL);
  const std::string output = scan.ReadUntil("\"kind\":\"scan\"");
  EXPECT_EQ(scan.Wait(), 3);
  const auto volumes = OfKind(ParseLines(output.substr(0, output.rfind('\n') + 1)), "volume");
  ASSERT_EQ(volumes.size(), 1u);
  EXPECT_EQ(volumes[0]["outcome"], "killed");
  ExpectARerunConverges();
}

class KillAtMessage : public KillTest, public ::testing::WithParamInterface<int> {};

TEST_P(KillAtMessage, TheScanningProcessLeavesNoWorkerAndARerunConverges) {
  BackgroundCommand scan(SlowScan());
  WaitForFinding(scan, GetParam());
  const pid_t worker = WorkerOf(scan);
  scan.Signal(SIGKILL);
  EXPECT_EQ(scan.Wait(), 128 + SIGKILL);
  EXPECT_TRUE(worker < 0 || EndsSoon(worker)) << "the worker outlived its supervisor";
  ExpectARerunConverges();
}

TEST_P(KillAtMessage, TheGraphBuilderIsReplacedAndNothingIsLost) {
  BackgroundCommand builder({KeytrailProgram(), "graph", "serve", "--store", store_.path()});
  builder.ReadUntil("builder.sock");
  BackgroundCommand scan(SlowScan());
  WaitForFinding(scan, GetParam());
  builder.Signal(SIGKILL);
  builder.Wait();
  scan.ReadUntil("\"kind\":\"scan\"");
  EXPECT_EQ(scan.Wait(), 0);
  EXPECT_EQ(RecordedSecrets(store_.path()), expected_);
  ExpectARerunConverges();
}

INSTANTIATE_TEST_SUITE_P(Findings, KillAtMessage, ::testing::Values(1, 2, 3, 4, 5));

TEST_F(KillTest, AScanThatWasInterruptedClosesNothing) {
  ASSERT_EQ(
      RunKeytrail({"scan", tree_.path(), "--machine", "m", "--store", store_.path()}).exit_code, 0);
  BackgroundCommand scan(SlowScan());
  scan.ReadUntil("\"kind\":\"finding\"");
  scan.Signal(SIGTERM);
  scan.ReadUntil("\"kind\":\"scan\"");
  EXPECT_EQ(scan.Wait(), 3);
  EXPECT_EQ(RecordedSecrets(store_.path()), expected_);
}

TEST_F(KillTest, TwoScansAndABuilderShareOneStore) {
  BackgroundCommand builder({KeytrailProgram(), "graph", "serve", "--store", store_.path()});
  builder.ReadUntil("builder.sock");
  BackgroundCommand first(SlowScan());
  BackgroundCommand second(SlowScan());
  first.ReadUntil("\"kind\":\"scan\"");
  second.ReadUntil("\"kind\":\"scan\"");
  EXPECT_EQ(first.Wait(), 0);
  EXPECT_EQ(second.Wait(), 0);
  EXPECT_EQ(RecordedSecrets(store_.path()), expected_);
  builder.Signal(SIGTERM);
  EXPECT_EQ(builder.Wait(), 0);
  EXPECT_EQ(RecordedSecrets(store_.path()), expected_);
}

}  // namespace
}  // namespace keytrail::e2e
