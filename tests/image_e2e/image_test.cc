// Disk images through the appliance: from two machines' disks to the path between them, and what
// becomes of bad images. Each scan boots an appliance, so a test makes the most of its boots.

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/e2e_support/disk_image.h"
#include "tests/e2e_support/keytrail.h"
#include "tests/e2e_support/leak_finder.h"
#include "tests/e2e_support/secret_tree.h"

namespace keytrail::e2e {
namespace {

namespace fs = std::filesystem;
using test_support::BackgroundCommand;
using test_support::TemporaryDirectory;

std::string CommandLineOf(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/cmdline", pid), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Everything that the process started, and what that started.
std::vector<pid_t> DescendantsOf(pid_t ancestor) {
  std::vector<pid_t> found = {ancestor};
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::error_code gone;
    const std::string tasks = fmt::format("/proc/{}/task", found[i]);
    for (const auto& task : fs::directory_iterator(tasks, gone)) {
      std::ifstream children(task.path() / "children");
      for (pid_t child = 0; children >> child;) found.push_back(child);
    }
  }
  found.erase(found.begin());
  return found;
}

// The scratch directory that a running appliance below `ancestor` uses; empty while there is none.
std::string ApplianceScratchOf(pid_t ancestor) {
  for (const pid_t pid : DescendantsOf(ancestor)) {
    const std::string line = CommandLineOf(pid);
    const std::size_t name = line.find("/keytrail-scan-");
    if (line.find("qemu-system") == std::string::npos || name == std::string::npos) continue;
    const std::size_t begin = line.find_last_of("=,", name) + 1;
    return line.substr(begin, line.find('/', name + 1) - begin);
  }
  return "";
}

bool Becomes(const std::function<bool()>& condition, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  return condition();
}

TEST(Images, LeadFromTwoDisksToTheAttackPathBetweenThem) {
  const SecretTree web(41);
  SecretTree db(42);
  db.AddDoorFor(web.public_key_line());
  const TemporaryDirectory place;
  MakeExt4Image(place / "web.img", web.path(), PartitionTable::kGpt);
  MakeExt4Image(place / "db.img", db.path(), PartitionTable::kMbr);
  const auto scan = RunKeytrail({"scan", "web=" + (place / "web.img"), "db=" + (place / "db.img"),
                                 "--store", place / "store", "--format", "jsonl"});
  ASSERT_EQ(scan.exit_code, 0) << scan.error;
  const auto objects = ParseLines(scan.output);
  EXPECT_EQ(OfKind(objects, "finding").size(), web.secrets().size() + db.secrets().size());
  for (const auto& volume : OfKind(objects, "volume")) {
    EXPECT_EQ(volume["outcome"], "complete");
    EXPECT_EQ(volume["file_system"], "ext4");
    EXPECT_EQ(volume["reader"], "appliance");
  }
  const auto paths = RunKeytrail({"paths", "--store", place / "store"});
  EXPECT_NE(paths.output.find("on web opens deploy on db"), std::string::npos) << paths.output;
}

TEST(Images, ThatAreBadGetTheirOutcomeAndCostNobodyElse) {
  const SecretTree tree(43);
  const TemporaryDirectory place;
  std::ofstream(place / "empty.img").flush();
  std::ofstream(place / "noise.img") << std::string(4'000'000, 'n');
  std::ofstream(place / "qcow2.img") << "QFI\xfb" << std::string(4'000'000, '\0');
  MakeExt4Image(place / "superblock.img", tree.path(), PartitionTable::kMbr);
  Overwrite(place / "superblock.img", 1024 * 1024 + 1024 + 4, std::string(200, '\xff'));
  MakeExt4Image(place / "truncated.img", tree.path(), PartitionTable::kNone);
  fs::resize_file(place / "truncated.img", 20ULL * 1024 * 1024);
  const auto scan = RunKeytrail(
      {"scan", "good=" + tree.path(), "missing=" + (place / "missing.img"),
       "empty=" + (place / "empty.img"), "noise=" + (place / "noise.img"),
       "qcow2=" + (place / "qcow2.img"), "superblock=" + (place / "superblock.img"),
       "truncated=" + (place / "truncated.img"), "--store", "none", "--format", "jsonl"});
  EXPECT_EQ(scan.exit_code, 3) << scan.error;
  const auto objects = ParseLines(scan.output);
  const auto scan_of = [&](const std::string& machine) {
    const auto scans = OfKind(objects, "scan");
    const auto found = std::ranges::find_if(
        scans, [&](const auto& object) { return object["machine_id"] == machine; });
    return found == scans.end() ? nlohmann::json() : *found;
  };
  EXPECT_EQ(scan_of("good")["outcome"], "complete");
  for (const std::string machine :
       {"missing", "empty", "noise", "qcow2", "superblock", "truncated"}) {
    EXPECT_NE(scan_of(machine)["outcome"], "complete") << machine;
  }
  for (const std::string machine : {"missing", "empty", "qcow2"}) {
    ASSERT_EQ(scan_of(machine)["errors"].size(), 1u) << machine;
  }
  EXPECT_NE(scan_of("qcow2")["errors"][0].get<std::string>().find("--source-format"),
            std::string::npos);
  EXPECT_EQ(scan_of("noise")["volumes"], (nlohmann::json{{"unsupported", 1}}));
  const auto outcome_of = [&](const std::string& machine) {
    for (const auto& volume : OfKind(objects, "volume")) {
      if (volume["machine_id"] == machine) return volume["outcome"].get<std::string>();
    }
    return std::string();
  };
  EXPECT_TRUE(outcome_of("superblock") == "corrupt" || outcome_of("superblock") == "unsupported");
  EXPECT_TRUE(outcome_of("truncated") == "partial" || outcome_of("truncated") == "corrupt");
}

TEST(Images, LeaveNoSecretInAnyTemporaryFileWhileTheyAreScanned) {
  const SecretTree tree(45);
  const LeakFinder finder(tree);
  const TemporaryDirectory place;
  fs::create_directory(place / "tmp");
  MakeExt4Image(place / "disk.img", tree.path(), PartitionTable::kGpt);
  BackgroundCommand scan(
      {KeytrailProgram(), "scan", place / "disk.img", "--store", place / "store"},
      {"TMPDIR=" + (place / "tmp")});
  std::size_t files = 0;
  while (scan.Running()) {
    files += finder.ExpectCleanBelow(place / "store") + finder.ExpectCleanBelow(place / "tmp");
    for (const auto& entry : fs::directory_iterator("/dev/shm")) {
      if (entry.path().filename().string().starts_with("keytrail-scan-")) {
        files += finder.ExpectCleanBelow(entry.path());
      }
    }
    // The appliance needs the processor more than the look does.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  EXPECT_EQ(scan.Wait(), 0);
  EXPECT_GT(files, 10u) << "nobody looked while the scan ran";
}

TEST(Images, ADirectoryGivenAsAnImageIsRefusedInOneSentence) {
  const TemporaryDirectory place;
  const auto scan = RunKeytrail({"scan", place.path(), "--reader", "appliance", "--store", "none"});
  EXPECT_NE(scan.exit_code, 0);
  EXPECT_EQ(std::ranges::count(scan.error, '\n'), 1) << scan.error;
}

TEST(Images, LeaveNoProcessAndNoFileWhenTheScanIsKilled) {
  const SecretTree tree(44);
  const TemporaryDirectory place;
  MakeExt4Image(place / "disk.img", tree.path(), PartitionTable::kNone);
  BackgroundCommand scan(
      {KeytrailProgram(), "scan", place / "disk.img", "--store", place / "store"});
  std::string scratch;
  ASSERT_TRUE(Becomes(
      [&] {
        scratch = ApplianceScratchOf(scan.pid());
        return !scratch.empty();
      },
      std::chrono::seconds(120)))
      << "no appliance was started";
  const std::vector<pid_t> started = DescendantsOf(scan.pid());
  scan.Signal(SIGKILL);
  scan.Wait();
  for (const pid_t pid : started) {
    EXPECT_TRUE(Becomes([&] { return CommandLineOf(pid).empty(); }, std::chrono::seconds(20)))
        << pid;
  }
  EXPECT_EQ(RunKeytrail({"scan", tree.path(), "--store", "none"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(scratch)) << "the next start clears what a killed scan left";
}

// Scans as a plain user on a host where `missing` is a file that this user can neither read nor
// run. The host itself is left alone: the file is covered in a mount namespace of the scan's own.
test_support::CommandResult ScanOnHostWithout(const std::string& missing,
                                              const TemporaryDirectory& place) {
  const std::string cover = place / "cover";
  std::ofstream(cover).flush();
  chmod(cover.c_str(), 0600);
  // An appliance that was built while the host had everything would do without.
  const std::string cache = place / ("cache-" + fs::path(missing).filename().string());
  fs::create_directory(cache);
  chmod(cache.c_str(), 0777);
  const std::string script = fmt::format(
      "mount --bind '{}' '{}' && exec setpriv --reuid=65534 --regid=65534 --clear-groups "
      "env LIBGUESTFS_CACHEDIR='{}' '{}' scan "
      "'{}' --store none",
      cover, missing, cache, KeytrailProgram(), place / "disk.img");
  return test_support::RunCommand({"unshare", "--mount", "sh", "-c", script});
}

std::string HostKernel() {
  for (const auto& entry : fs::directory_iterator("/boot")) {
    if (entry.path().filename().string().starts_with("vmlinuz")) return entry.path();
  }
  return "";
}

TEST(Images, APlainUserIsToldWhatTheHostLacks) {
  if (test_support::RunCommand({"unshare", "--mount", "true"}).exit_code != 0) {
    GTEST_SKIP() << "needs root and a mount namespace, to take something from the host unseen";
  }
  const TemporaryDirectory place;
  chmod(place.path().c_str(), 0755);
  std::ofstream(place / "disk.img") << std::string(4'000'000, '\0');
  chmod((place / "disk.img").c_str(), 0644);
  for (const std::string& missing :
       {HostKernel(), std::string("/usr/bin/supermin"), std::string("/usr/bin/qemu-system-x86_64"),
        std::string("/usr/bin/qemu-img")}) {
    const auto scan = ScanOnHostWithout(missing, place);
    EXPECT_EQ(scan.exit_code, 4) << missing << ": " << scan.error;
    EXPECT_EQ(std::ranges::count(scan.error, '\n'), 1) << scan.error;
    EXPECT_NE(scan.error.find(fs::path(missing).filename()), std::string::npos) << scan.error;
  }
}

}  // namespace
}  // namespace keytrail::e2e
