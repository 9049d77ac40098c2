// A directory tree from its bytes to what people read: findings, record, keys, paths, exit codes.

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/e2e_support/keytrail.h"
#include "tests/e2e_support/secret_tree.h"

namespace keytrail::e2e {
namespace {

using test_support::TemporaryDirectory;

TEST(Scan, FindsEveryPlantedSecretAtItsPlaceAndNothingElse) {
  const SecretTree tree(1);
  const auto result = RunKeytrail({"scan", tree.path(), "--store", "none", "--format", "jsonl"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  const auto findings = OfKind(ParseLines(result.output), "finding");
  EXPECT_EQ(findings.size(), tree.secrets().size());
  for (const PlantedSecret& secret : tree.secrets()) {
    EXPECT_TRUE(std::ranges::any_of(findings, [&](const auto& finding) {
      return finding["path"] == secret.path &&
             finding["rule_id"].template get<std::string>().starts_with(secret.rule_id);
    })) << secret.path;
  }
}

TEST(Scan, AccountsForTheVolumeAndTheScan) {
  const SecretTree tree(2);
  const auto result = RunKeytrail({"scan", tree.path(), "--machine", "web-1", "--name", "web",
                                   "--store", "none", "--format", "jsonl"});
  const auto objects = ParseLines(result.output);
  const auto volumes = OfKind(objects, "volume");
  ASSERT_EQ(volumes.size(), 1u);
  EXPECT_EQ(volumes[0]["outcome"], "complete");
  EXPECT_EQ(volumes[0]["reader"], "directory");
  EXPECT_EQ(volumes[0]["machine_id"], "web-1");
  const auto scans = OfKind(objects, "scan");
  ASSERT_EQ(scans.size(), 1u);
  EXPECT_EQ(objects.back()["kind"], "scan") << "the scan comes last";
  EXPECT_EQ(scans[0]["outcome"], "complete");
  EXPECT_EQ(scans[0]["files_scanned"], volumes[0]["files_scanned"]);
}

TEST(Scan, TwiceAddsNothingToTheRecord) {
  const SecretTree tree(3);
  const TemporaryDirectory store;
  const std::vector<std::string> scan = {"scan", tree.path(), "--machine",
                                         "m",    "--store",   store.path()};
  ASSERT_EQ(RunKeytrail(scan).exit_code, 0);
  const auto first = RecordedSecrets(store.path());
  EXPECT_EQ(first.size(), tree.secrets().size());
  ASSERT_EQ(RunKeytrail(scan).exit_code, 0);
  EXPECT_EQ(RecordedSecrets(store.path()), first);
}

TEST(Scan, ResolvesWhatWasRemovedAndLeavesItOpenForANarrowerOrOlderScan) {
  SecretTree tree(4);
  const TemporaryDirectory store;
  const auto scan = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"scan", tree.path(), "--machine", "m", "--store", store.path()});
    const auto result = RunKeytrail(more);
    EXPECT_EQ(result.exit_code, 0) << result.error;
  };
  scan({"--snapshot-time", "2026-02-01T00:00:00Z"});
  const auto all = RecordedSecrets(store.path());
  tree.Remove("srv/app/.env");
  scan({"--snapshot-time", "2026-01-01T00:00:00Z"});
  EXPECT_EQ(RecordedSecrets(store.path()), all) << "an older snapshot changes nothing";
  scan({"--snapshot-time", "2026-02-02T00:00:00Z", "--rule", "pem.private-key"});
  EXPECT_EQ(RecordedSecrets(store.path()), all) << "a narrower scan closes only what it looked for";
  scan({"--snapshot-time", "2026-02-03T00:00:00Z"});
  EXPECT_EQ(RecordedSecrets(store.path()).size(), all.size() - 1);
}

TEST(Keys, JoinAPrivateKeyToTheAccountThatListsItOnAnotherMachine) {
  const SecretTree web(5);
  SecretTree db(6);
  db.AddDoorFor(web.public_key_line());
  const TemporaryDirectory store;
  ASSERT_EQ(RunKeytrail({"scan", "web=" + web.path(), "db=" + db.path(), "--store", store.path()})
                .exit_code,
            0);
  const auto keys =
      RunKeytrail({"keys", web.key_fingerprint(), "--store", store.path(), "--format", "jsonl"});
  const auto objects = OfKind(ParseLines(keys.output), "key");
  ASSERT_EQ(objects.size(), 1u) << keys.error;
  EXPECT_EQ(objects[0]["holders"][0]["machine_id"], "web");
  ASSERT_EQ(objects[0]["accounts"].size(), 1u);
  const auto& account = objects[0]["accounts"][0];
  EXPECT_EQ(account["machine_id"], "db");
  EXPECT_EQ(account["user"], "deploy");
  EXPECT_EQ(account["verdict"], "allowed");
  EXPECT_EQ(account["grade"], "shell");
  EXPECT_EQ(account["reasons"], nlohmann::json::array());
  EXPECT_EQ(account["authorized_keys"]["path"], "/home/deploy/.ssh/authorized_keys");
  EXPECT_EQ(account["authorized_keys"]["line"], 1);
}

nlohmann::json PathToDeploy(const std::string& store, const std::string& including) {
  std::vector<std::string> command = {"paths", "--store", store, "--format", "jsonl"};
  if (!including.empty()) command.push_back(including);
  const auto listed = RunKeytrail(command);
  for (const auto& path : OfKind(ParseLines(listed.output), "path")) {
    if (path["entry"]["id"] == "web" && path["target"]["id"] == "db/deploy") return path;
  }
  return {};
}

TEST(Paths, LeadFromTheKeyToTheAccountThatItOpens) {
  const SecretTree web(7);
  SecretTree db(8);
  db.AddDoorFor(web.public_key_line());
  const TemporaryDirectory store;
  ASSERT_EQ(RunKeytrail({"scan", "web=" + web.path(), "db=" + db.path(), "--store", store.path()})
                .exit_code,
            0);
  const auto path = PathToDeploy(store.path(), "");
  ASSERT_FALSE(path.is_null());
  EXPECT_EQ(path["verdict"], "certain");
  ASSERT_EQ(path["steps"].size(), 2u);
  EXPECT_EQ(path["steps"][0]["edge"], "contains");
  EXPECT_EQ(path["steps"][1]["edge"], "can authenticate as");
  EXPECT_FALSE(path["steps"][1]["evidence"].empty());
}

TEST(Paths, LeadOverADoorThatIsNotKnownOnlyWhenUnknownStepsAreAskedFor) {
  const SecretTree web(12);
  SecretTree db(13);
  db.AddDoorFor(web.public_key_line());
  db.Remove("opt/app/login");
  const TemporaryDirectory store;
  ASSERT_EQ(RunKeytrail({"scan", "web=" + web.path(), "db=" + db.path(), "--store", store.path()})
                .exit_code,
            0);
  EXPECT_TRUE(PathToDeploy(store.path(), "").is_null());
  const auto path = PathToDeploy(store.path(), "--include-unknown");
  ASSERT_FALSE(path.is_null());
  EXPECT_EQ(path["verdict"], "unknown");
  EXPECT_EQ(path["confidence"], "low");
}

TEST(Paths, DoNotLeadToAMachineWithoutAnSshServer) {
  const SecretTree web(14);
  SecretTree db(15);
  db.Write("home/deploy/.ssh/authorized_keys", web.public_key_line(), 0600);
  const TemporaryDirectory store;
  ASSERT_EQ(RunKeytrail({"scan", "web=" + web.path(), "db=" + db.path(), "--store", store.path()})
                .exit_code,
            0);
  EXPECT_TRUE(PathToDeploy(store.path(), "--include-unknown").is_null());
}

TEST(ExitCode, SaysWhatCameOfTheScan) {
  const SecretTree tree(9);
  const auto exit_of = [](const std::vector<std::string>& arguments) {
    const auto result = RunKeytrail(arguments);
    return result.exit_code;
  };
  EXPECT_EQ(exit_of({"scan", tree.path(), "--store", "none", "--fail-on-findings"}), 1);
  EXPECT_EQ(exit_of({"scan", tree.path() + "/usr", "--store", "none", "--fail-on-findings"}), 0);
  EXPECT_EQ(exit_of({"scan", tree.path(), "--store", "none", "--no-such-flag"}), 2);
  EXPECT_EQ(exit_of({"scan", "/nonexistent/disk.img", "--store", "none"}), 3);
  EXPECT_EQ(exit_of({"scan", tree.path(), "/nonexistent/disk.img", "--store", "none",
                     "--fail-on-findings"}),
            3)
      << "3 beats 1";
  EXPECT_EQ(exit_of({"scan", tree.path(), "--store", "/proc/nonexistent"}), 4);
}

TEST(BadInput, IsAnsweredWithOneSentence) {
  const TemporaryDirectory place;
  const auto result = RunKeytrail({"scan", place / "missing.img", "--store", "none"});
  EXPECT_EQ(std::ranges::count(result.error, '\n'), 1) << result.error;
  EXPECT_TRUE(result.error.starts_with("keytrail: "));
}

TEST(DirectorySource, DoesNotHangFollowOrReadWhatIsNoFile) {
  SecretTree tree(10);
  ASSERT_EQ(mkfifo((tree.path() + "/srv/fifo").c_str(), 0644), 0);
  std::filesystem::create_directory_symlink("..", tree.path() + "/srv/loop");
  std::filesystem::create_symlink("/etc/shadow", tree.path() + "/srv/outside");
  tree.Write("srv/sparse", "");
  std::filesystem::resize_file(tree.path() + "/srv/sparse", 1'000'000'000'000ULL);
  const auto result = RunKeytrail({"scan", tree.path(), "--store", "none", "--format", "jsonl"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  const auto objects = ParseLines(result.output);
  EXPECT_EQ(OfKind(objects, "finding").size(), tree.secrets().size());
  EXPECT_EQ(OfKind(objects, "volume")[0]["outcome"], "complete");
}

TEST(List, HashesWhatTheScannerSees) {
  SecretTree tree(11);
  tree.Write("srv/empty", "");
  tree.Write(std::string("srv/not-utf8-\xff\xfe"), "bytes");
  const auto result = RunKeytrail({"ls", tree.path(), "--hash", "--format", "jsonl"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  const auto files = OfKind(ParseLines(result.output), "file");
  const auto find = [&](const std::string& path) {
    return std::ranges::find_if(files, [&](const auto& file) { return file["path"] == path; });
  };
  ASSERT_NE(find("/srv/empty"), files.end());
  EXPECT_EQ((*find("/srv/empty"))["sha256"],
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  ASSERT_NE(find("/srv/not-utf8-\\xff\\xfe"), files.end());
  EXPECT_TRUE((*find("/srv/not-utf8-\\xff\\xfe")).contains("path_bytes"));
}

}  // namespace
}  // namespace keytrail::e2e
