// A file's bytes through the real rules: what is found does not depend on where chunks begin.

#include "scanner/pipeline/file_scanner.h"

#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/facts/sample_keys.h"
#include "tests/pipeline/memory_content.h"
#include "tests/pipeline/scan_fixture.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::pipeline {
namespace {

using test_support::MemoryContent;

class FileScannerTest : public ScanFixture {
 protected:
  static std::string MakeKey(const std::string& comment) {
    const test_support::TemporaryDirectory directory;
    const std::string file = directory / "key";
    EXPECT_EQ(test_support::RunCommand(
                  {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file})
                  .exit_code,
              0);
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
};

TEST_F(FileScannerTest, FindsTwoAdjacentKeysAsTwo) {
  const FileScan scan = Scan(MakeKey("one") + MakeKey("two"));
  ASSERT_EQ(scan.findings.size(), 2u);
  EXPECT_NE(scan.findings[0].secret_sha256, scan.findings[1].secret_sha256);
  EXPECT_EQ(scan.findings[0].finding.byte_offset, 0u);
  EXPECT_EQ(scan.findings[0].finding.line, 1u);
  EXPECT_EQ(scan.findings[1].finding.column, 1u);
}

TEST_F(FileScannerTest, FindsTwoProfilesInAFileAsTwo) {
  const FileScan scan = Scan(AwsProfile("default", 1) + "\n" + AwsProfile("backup", 7));
  EXPECT_EQ(scan.findings.size(), 2u);
}

TEST_F(FileScannerTest, FindsTwoConnectionStringsOnALineAsTwo) {
  const std::string first = DatabaseUrl(3);
  const FileScan scan = Scan("PRIMARY=" + first + " REPLICA=" + DatabaseUrl(4) + "\n");
  ASSERT_EQ(scan.findings.size(), 2u);
  EXPECT_EQ(scan.findings[0].finding.line, 1u);
  EXPECT_EQ(scan.findings[0].finding.byte_length, 16u)
      << "the place is that of the password itself";
  EXPECT_EQ(scan.findings[0].finding.byte_offset, 8 + first.find(':', 11) + 1);
}

TEST_F(FileScannerTest, ReportsOneSecretAtOnePlaceOnceAndNamesTheOtherRules) {
  const FileScan scan = Scan(DatabaseUrl(5));
  ASSERT_EQ(scan.findings.size(), 1u);
  EXPECT_EQ(scan.findings[0].finding.rule_id, "postgresql.url");
  EXPECT_EQ(scan.findings[0].finding.also_matched, std::vector<std::string>{"url.password"});
}

TEST_F(FileScannerTest, FindsTheSameAtEveryChunkSize) {
  const std::string text = "# settings\n" + AwsProfile("default", 11) + MakeKey("key") +
                           "x=" + DatabaseUrl(12) + " y=" + DatabaseUrl(13) + "\n" +
                           AwsProfile("other", 21) + MakeKey("key");
  const FileScan whole = Scan(text);
  ASSERT_EQ(whole.findings.size(), 6u);
  for (std::size_t chunk_bytes = 1; chunk_bytes < 700; chunk_bytes += chunk_bytes < 80 ? 1 : 37) {
    ExpectSame(whole, Scan(text, chunk_bytes), fmt::format("chunks of {}", chunk_bytes));
  }
}

TEST_F(FileScannerTest, GivesTheSameKeyInAnotherContainerTheSameDigest) {
  const test_support::TemporaryDirectory directory;
  const std::string file = directory / "key";
  ASSERT_EQ(test_support::RunCommand(
                {"ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", file})
                .exit_code,
            0);
  const auto read = [&] {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  };
  const FileScan openssh = Scan(read());
  ASSERT_EQ(test_support::RunCommand(
                {"ssh-keygen", "-q", "-p", "-m", "PEM", "-P", "", "-N", "", "-f", file})
                .exit_code,
            0);
  const FileScan pem = Scan(read());
  ASSERT_EQ(openssh.findings.size(), 1u);
  ASSERT_EQ(pem.findings.size(), 1u);
  EXPECT_EQ(openssh.findings[0].secret_sha256, pem.findings[0].secret_sha256);
}

TEST_F(FileScannerTest, CollectsTheFactsOfAFileThatStatesSome) {
  const FileScan scan = Scan("root:x:0:0:root:/root:/bin/bash\n", 3, "/etc/passwd");
  ASSERT_EQ(scan.facts.size(), 1u);
  EXPECT_EQ(std::get<AccountFact>(scan.facts[0].payload).name, "root");
}

TEST_F(FileScannerTest, SaysWhenAFileHoldsMoreThanIsReported) {
  std::string text;
  for (unsigned i = 0; i < limits::kFindingsPerFileMax + 10; ++i) text += DatabaseUrl(i) + "\n";
  const FileScan scan = Scan(text);
  EXPECT_EQ(scan.reason, "finding_limit");
  EXPECT_FALSE(scan.read_to_end);
  EXPECT_LE(scan.findings.size(), limits::kFindingsPerFileMax);
}

TEST_F(FileScannerTest, BoundsTheParsingOfAFileFullOfMarkers) {
  std::string text;
  const std::string marker = "-----BEGIN " + std::string("RSA PRIVATE KEY-----\n");
  while (text.size() < 200'000) text += marker;
  const FileScan scan = Scan(text);
  EXPECT_EQ(scan.reason, "rule_budget");
  EXPECT_TRUE(scan.findings.empty());
}

TEST_F(FileScannerTest, KeepsWhatItFoundBeforeTheDiskFailed) {
  FileScanner scanner(rules_, {.min_confidence = Confidence::kMedium, .chunk_bytes = 1000});
  const std::string text = DatabaseUrl(1) + std::string(200'000, ' ');
  FileEntry entry;
  entry.path = "/x";
  entry.size = text.size();
  MemoryContent content(text);
  content.fail_at = 150'000;
  const FileScan scan = scanner.Scan(entry, content, [](std::uint64_t) {});
  EXPECT_EQ(scan.findings.size(), 1u);
  EXPECT_EQ(scan.reason, "io_error");
  EXPECT_FALSE(scan.read_to_end);
}

TEST_F(FileScannerTest, KnowsAFileOfAuthorizedKeysByItsContentAtEveryChunkSize) {
  const std::string text = "# keys of all\n" + facts::SampleKey() + "\n";
  for (const std::size_t chunk_bytes : {0, 1, 7, 64, 100}) {
    const FileScan scan = Scan(text, chunk_bytes, "/var/keys/deploy");
    ASSERT_EQ(scan.facts.size(), 1u) << chunk_bytes;
    EXPECT_EQ(std::get<AuthorizedLineFact>(scan.facts[0].payload).line, 2u);
    EXPECT_TRUE(scan.read_to_end);
    EXPECT_TRUE(Scan(text, chunk_bytes, "/usr/share/keys").facts.empty());
    EXPECT_TRUE(Scan("host " + facts::SampleKey(), chunk_bytes, "/var/hosts").facts.empty());
  }
}

}  // namespace
}  // namespace keytrail::pipeline
