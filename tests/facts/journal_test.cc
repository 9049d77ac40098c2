// Journals made by systemd's own tool from its export format.
#include "scanner/facts/journal.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::facts {
namespace {

constexpr const char* kRemote = "/lib/systemd/systemd-journal-remote";
const Timestamp kNoDeadline = {INT64_MAX};

struct Entry {
  std::string identifier = "sshd";
  std::string uid = "0";
  std::string message;
  std::int64_t seconds = 1'760'000'000;
};

std::string Accepted(const std::string& user, const std::string& source) {
  return fmt::format("Accepted publickey for {} from {} port 5 ssh2: ED25519 SHA256:{}", user,
                     source, std::string(43, 'k'));
}

// Source: systemd's docs/JOURNAL_EXPORT_FORMATS.md.
std::string Export(const std::vector<Entry>& entries) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    text += fmt::format(
        "__REALTIME_TIMESTAMP={0}000001\n__MONOTONIC_TIMESTAMP={1}\n_BOOT_ID={2}\n"
        "SYSLOG_IDENTIFIER={3}\n_UID={4}\n_SOURCE_REALTIME_TIMESTAMP={0}000000\nMESSAGE={5}\n\n",
        entries[i].seconds, i + 1, std::string(32, 'b'), entries[i].identifier, entries[i].uid,
        entries[i].message);
  }
  return text;
}

std::string MakeJournal(const std::vector<Entry>& entries) {
  const test_support::TemporaryDirectory directory;
  const std::string input = directory / "entries";
  const std::string output = directory / "system.journal";
  std::ofstream(input) << Export(entries);
  const auto made = test_support::RunCommand({kRemote, "-o", output, input});
  EXPECT_EQ(made.exit_code, 0) << made.error;
  std::stringstream bytes;
  bytes << std::ifstream(output, std::ios::binary).rdbuf();
  return bytes.str();
}

StatusOr<JournalLogins> Read(const std::string& bytes, Timestamp deadline = kNoDeadline) {
  const test_support::TemporaryDirectory directory;
  KT_ASSIGN_OR_RETURN(JournalReader reader, JournalReader::Create(directory.path(), bytes.size()));
  KT_RETURN_IF_ERROR(reader.Write(0, AsBytes(bytes)));
  return reader.ReadLogins(SystemClock(), deadline);
}

const LoginFact& Login(const JournalLogins& read, std::size_t at) {
  return std::get<LoginFact>(read.logins.at(at));
}

class JournalTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    journal_ = MakeJournal({{.message = Accepted("deploy", "10.0.0.4")},
                            {.message = "Connection closed by 10.0.0.4 port 5"},
                            {.identifier = "sshd-session",
                             .message = Accepted("deploy", "10.0.0.4"),
                             .seconds = 1'760'000'100},
                            {.message = Accepted("root", "2001:db8::4")},
                            {.uid = "1000", .message = Accepted("root", "10.6.6.6")},
                            {.identifier = "logger", .message = Accepted("root", "10.6.6.6")},
                            {.message = "Invalid user " + Accepted("root", "10.6.6.6")}});
  }
  static void TearDownTestSuite() { journal_.clear(); }

  static inline std::string journal_;
};

TEST_F(JournalTest, GivesTheLoginsThatTheServersWrote) {
  const auto read = Read(journal_);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->logins.size(), 2U);
  EXPECT_EQ(Login(*read, 0).user, "deploy");
  EXPECT_EQ(Login(*read, 0).count, 2U);
  EXPECT_EQ(Login(*read, 0).first_seen.ns, 1'760'000'000'000'000'000);
  EXPECT_EQ(Login(*read, 0).last_seen.ns, 1'760'000'100'000'000'000);
  EXPECT_EQ(Login(*read, 1).source_address, "2001:db8::4");
  EXPECT_FALSE(read->out_of_time);
  EXPECT_FALSE(read->damaged);
  EXPECT_FALSE(read->truncated);
}

TEST_F(JournalTest, LeavesNothingBehind) {
  const test_support::TemporaryDirectory directory;
  {
    auto reader = JournalReader::Create(directory.path(), 4096);
    ASSERT_TRUE(reader.ok()) << reader.status();
    const JournalReader moved = *std::move(reader);
    EXPECT_FALSE(std::filesystem::is_empty(directory.path()));
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  EXPECT_EQ(JournalReader::Create(directory.path(), 1ULL << 60).status().code(),
            StatusCode::kUnavailable);
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  EXPECT_EQ(JournalReader::Create(directory / "none", 4096).status().code(),
            StatusCode::kUnavailable);
}

TEST_F(JournalTest, StopsWhenTheTimeIsUp) {
  const auto read = Read(journal_, {1});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->out_of_time);
  EXPECT_TRUE(read->logins.empty());
}

TEST_F(JournalTest, IsNoneWhenItDoesNotBeginAsOne) {
  EXPECT_EQ(Read("").status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(Read(std::string(100'000, 'x')).status().code(), StatusCode::kDataLoss);
}

// The library's own checks hold: damage ends the reading, and nothing else.
TEST_F(JournalTest, SurvivesDamage) {
  constexpr unsigned kSeed = 20260203;
  RecordProperty("seed", std::to_string(kSeed));
  std::mt19937 random(kSeed);
  // Where the objects lie; what is behind them is empty.
  const std::size_t used = journal_.find_last_not_of('\0') + 1;
  for (int i = 0; i < 200; ++i) {
    std::string damaged = journal_.substr(0, used);
    for (int change = 0; change < 4; ++change) {
      damaged[random() % used] = static_cast<char>(random());
    }
    if (i % 4 == 0) damaged.resize(random() % used);
    if (i % 4 == 1) damaged.resize(journal_.size());
    const auto read = Read(damaged);
    if (!read.ok()) continue;
    EXPECT_LE(read->logins.size(), 7U);
  }
}

}  // namespace
}  // namespace keytrail::facts
