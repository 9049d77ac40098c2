#include "cli/baseline_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "cli/json.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::cli {
namespace {

using test_support::TemporaryDirectory;

std::string Written(const TemporaryDirectory& directory, const std::string& text) {
  const std::string path = directory / "baseline.jsonl";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

Finding SomeFinding(const std::string& id, const std::string& path) {
  Finding finding;
  finding.id = id;
  finding.fingerprint = "hmac:1:" + id;
  finding.path = path;
  return finding;
}

TEST(BaselineFile, HoldsWhatAScanPrinted) {
  const TemporaryDirectory directory;
  const Finding plain = SomeFinding("aa", "/srv/.env");
  const Finding odd = SomeFinding("bb", "/srv/\xff.env");
  const auto baseline = ReadBaseline(
      Written(directory, ToJson(plain) + "\n" + ToJson(odd) + "\n{\"kind\":\"scan\"}\n\n"));
  ASSERT_TRUE(baseline.ok()) << baseline.status();
  EXPECT_TRUE(baseline->Holds(plain));
  EXPECT_TRUE(baseline->Holds(odd));
  EXPECT_FALSE(baseline->Holds(SomeFinding("cc", "/srv/.env")));
}

TEST(BaselineFile, KnowsTheSecretOfAPathOnAnotherMachine) {
  const TemporaryDirectory directory;
  Finding finding = SomeFinding("aa", "/srv/.env");
  const auto baseline = ReadBaseline(Written(directory, ToJson(finding) + "\n"));
  ASSERT_TRUE(baseline.ok()) << baseline.status();
  finding.id = "other";
  EXPECT_TRUE(baseline->Holds(finding));
  finding.path = "/srv/other.env";
  EXPECT_FALSE(baseline->Holds(finding));
}

TEST(BaselineFile, RefusesWhatIsNoneWithItsLine) {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& text) {
    return MessageOf(ReadBaseline(Written(directory, text)).status());
  };
  EXPECT_NE(message("{}\nno json\n").find("baseline.jsonl:2: it is no JSON object"),
            std::string::npos);
  EXPECT_NE(message("{\"kind\":\"finding\"}\n").find(":1: a finding without id"),
            std::string::npos);
  EXPECT_FALSE(ReadBaseline(directory / "missing").ok());
}

}  // namespace
}  // namespace keytrail::cli
