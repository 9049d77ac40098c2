// Logins out of the logs and journals that go through the scanner.
#include "scanner/pipeline/login_collector.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "scanner/pipeline/scan_pipeline.h"
#include "tests/pipeline/memory_content.h"
#include "tests/pipeline/scan_fixture.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::pipeline {
namespace {

class LoginCollectorTest : public ScanFixture {
 protected:
  static FileScan ScanLog(const std::string& path, const std::string& bytes,
                          const FileScannerOptions& options = {}) {
    FileScanner scanner(rules_, options);
    FileEntry entry;
    entry.path = path;
    entry.size = bytes.size();
    entry.mtime = *ParseTimestamp("2026-11-24T18:00:00Z");
    test_support::MemoryContent content(bytes);
    return scanner.Scan(entry, content, [](std::uint64_t) {});
  }

  static std::string Line(const std::string& user, int minute) {
    return fmt::format(
        "Nov 24 17:{:02}:01 web sshd[1]: Accepted publickey for {} from 10.0.0.4 port 5 ssh2: "
        "ED25519 SHA256:{}\n",
        minute, user, std::string(43, 'k'));
  }

  static std::vector<std::string> Users(const FileScan& scan) {
    std::vector<std::string> users;
    for (const Fact& fact : scan.facts) users.push_back(std::get<LoginFact>(fact.payload).user);
    return users;
  }

  static std::string ReadFile(const std::string& path) {
    std::stringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
  }

  using Names = std::vector<std::string>;
};

TEST_F(LoginCollectorTest, ReadsALogAtEveryChunkSize) {
  const std::string text = Line("a", 1) + "Nov 24 17:01:02 web CRON[1]: x\n" + Line("b", 2);
  for (const std::size_t chunk_bytes : {0U, 1U, 7U, 64U, 200U}) {
    const FileScan scan = ScanLog("/var/log/auth.log", text, {.chunk_bytes = chunk_bytes});
    EXPECT_EQ(Users(scan), (Names{"a", "b"})) << chunk_bytes;
    EXPECT_EQ(scan.reason, "");
    EXPECT_EQ(scan.facts.at(0).path, "/var/log/auth.log");
  }
  EXPECT_TRUE(ScanLog("/srv/auth.log", text).facts.empty());
}

TEST_F(LoginCollectorTest, ReadsLogsThroughTheirCompression) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += Line(i % 2 == 0 ? "a" : "b", i % 60);
  const test_support::TemporaryDirectory directory;
  const std::string plain = directory / "auth.log.2";
  std::ofstream(plain) << text;
  struct Tool {
    const char* program;
    const char* suffix;
  };
  for (const Tool& tool :
       {Tool{"gzip", ".gz"}, {"xz", ".xz"}, {"zstd", ".zst"}, {"bzip2", ".bz2"}}) {
    ASSERT_EQ(test_support::RunCommand({tool.program, "-k", "-q", plain}).exit_code, 0);
    const std::string name = std::string("/var/log/auth.log.2") + tool.suffix;
    const FileScan scan = ScanLog(name, ReadFile(plain + tool.suffix));
    EXPECT_EQ(Users(scan), (Names{"a", "b"})) << name << scan.reason;
    EXPECT_EQ(scan.reason, "");
    std::uint64_t count = 0;
    for (const Fact& fact : scan.facts) count += std::get<LoginFact>(fact.payload).count;
    EXPECT_EQ(count, 5000U) << name;
  }
}

TEST_F(LoginCollectorTest, ReadsTheEndOfALogThatIsLargerThanWhatIsLeft) {
  const std::string text = Line("old", 1) + Line("new", 2);
  const auto budget = std::make_shared<LoginBudget>(Line("new", 2).size() + 20, 1'000'000'000'000);
  const FileScan scan = ScanLog("/var/log/secure", text, {.login_budget = budget});
  EXPECT_EQ(Users(scan), Names{"new"});
  EXPECT_EQ(scan.reason, "login_budget");
  EXPECT_FALSE(scan.read_to_end);
  EXPECT_TRUE(ScanLog("/var/log/secure-1", text, {.login_budget = budget}).facts.empty());
}

TEST_F(LoginCollectorTest, StopsWhenTheTimeOfTheMachineIsUp) {
  const auto budget = std::make_shared<LoginBudget>(1 << 20, 0);
  const FileScan scan = ScanLog("/var/log/secure", Line("a", 1), {.login_budget = budget});
  EXPECT_TRUE(scan.facts.empty());
  EXPECT_EQ(scan.reason, "login_budget");
}

TEST_F(LoginCollectorTest, ReadsAJournalOutOfACopyThatIsGoneBehindIt) {
  const test_support::TemporaryDirectory directory;
  std::ofstream(directory / "entries")
      << "__REALTIME_TIMESTAMP=1760000000000000\n__MONOTONIC_TIMESTAMP=1\n_BOOT_ID="
      << std::string(32, 'b') << "\nSYSLOG_IDENTIFIER=sshd\n_UID=0\nMESSAGE="
      << "Accepted publickey for a from 10.0.0.4 port 5 ssh2: ED25519 SHA256:"
      << std::string(43, 'k') << "\n\n";
  ASSERT_EQ(test_support::RunCommand({"/lib/systemd/systemd-journal-remote", "-o",
                                      directory / "x.journal", directory / "entries"})
                .exit_code,
            0);
  const std::string bytes = ReadFile(directory / "x.journal");
  const test_support::TemporaryDirectory scratch;
  const std::string path = "/var/log/journal/0/system.journal";
  const FileScan scan = ScanLog(path, bytes, {.scratch_directory = scratch.path()});
  EXPECT_EQ(Users(scan), Names{"a"});
  EXPECT_EQ(scan.reason, "");
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
  EXPECT_EQ(ScanLog(path, bytes).reason, "login_unread");
  EXPECT_EQ(ScanLog(path, "no journal", {.scratch_directory = scratch.path()}).reason,
            "decode_corrupt");
  const auto budget = std::make_shared<LoginBudget>(bytes.size() - 1, 1'000'000'000'000);
  const FileScan refused =
      ScanLog(path, bytes, {.login_budget = budget, .scratch_directory = scratch.path()});
  EXPECT_EQ(refused.reason, "login_budget");
  EXPECT_TRUE(refused.facts.empty());
}

class UserSink final : public FrameSink {
 public:
  bool Send(WorkerFrame frame) override {
    const auto* done = std::get_if<FileDoneFrame>(&frame);
    if (done == nullptr) return true;
    for (const Fact& fact : done->facts) users.push_back(std::get<LoginFact>(fact.payload).user);
    return true;
  }
  bool cancelled() const override { return false; }

  std::vector<std::string> users;
};

class LogPending final : public PendingContent {
 public:
  explicit LogPending(std::string text) : text_(std::move(text)) {}
  StatusOr<std::unique_ptr<FileContent>> Open() override {
    return std::unique_ptr<FileContent>(std::make_unique<test_support::MemoryContent>(text_));
  }

 private:
  std::string text_;
};

TEST_F(LoginCollectorTest, GivesTheBudgetOfAMachineToTheNewestFiles) {
  const auto budget = std::make_shared<LoginBudget>(2 * Line("a", 1).size(), 1'000'000'000'000);
  UserSink sink;
  ScanPipeline pipeline(rules_, {.threads = 1, .scanner = {.login_budget = budget}}, sink);
  pipeline.OnVolumeBegin({});
  const std::string days = "1423";
  for (const char day : days) {
    FileEntry entry;
    entry.type = FileType::kRegular;
    entry.path = std::string("/var/log/secure-2026110") + day;
    const std::string text = Line(std::string(1, day), 1);
    entry.size = text.size();
    entry.mtime = *ParseTimestamp(fmt::format("2026-11-2{}T00:00:00Z", day));
    EXPECT_TRUE(pipeline.OnFile(std::move(entry), std::make_unique<LogPending>(text)));
  }
  pipeline.OnVolumeEnd(VolumeOutcome::kComplete, "", true);
  EXPECT_EQ(sink.users, (Names{"4", "3"}));
}

}  // namespace
}  // namespace keytrail::pipeline
