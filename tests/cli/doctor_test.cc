#include "cli/doctor.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/exit_code.h"
#include "cli/host_checks.h"

namespace keytrail::cli {
namespace {

using ::testing::HasSubstr;

// A host laid out in a temporary directory.
class DoctorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "keytrail-doctor.XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    host_.boot = root_ / "boot";
    host_.modules = root_ / "modules";
    host_.proc = root_ / "proc";
    host_.program_directories = {root_ / "bin"};
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Put(const std::filesystem::path& path, const std::string& text, mode_t mode = 0644) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
    ::chmod((root_ / path).c_str(), mode);
  }

  void PutKernel(const std::string& version, std::initializer_list<const char*> file_systems) {
    Put("boot/vmlinuz-" + version, "");
    for (const char* name : file_systems) {
      std::filesystem::create_directories(root_ / "modules" / version / "kernel/fs" / name);
    }
  }

  std::filesystem::path root_;
  HostPaths host_;
};

TEST_F(DoctorTest, FindsProgramsInOrderOfThePath) {
  EXPECT_EQ(CheckQemu(host_).state, CheckState::kFail);
  EXPECT_THAT(CheckQemu(host_).advice, HasSubstr("apt-get install"));
  Put("bin/qemu-system-x86_64", "", 0755);
  EXPECT_EQ(CheckQemu(host_).state, CheckState::kOk);
  Put("bin/supermin", "", 0644);
  EXPECT_EQ(CheckSupermin(host_).state, CheckState::kFail);
}

TEST_F(DoctorTest, WantsAKernelWithItsModules) {
  EXPECT_EQ(CheckKernel(host_).state, CheckState::kFail);
  Put("boot/vmlinuz-6.1.0-9-amd64", "");
  EXPECT_EQ(CheckKernel(host_).state, CheckState::kFail);
  PutKernel("6.1.0-9-amd64", {"ext4", "xfs", "btrfs", "fat", "exfat", "hfsplus", "f2fs", "isofs",
                              "udf", "jfs", "reiserfs", "ufs"});
  EXPECT_EQ(CheckKernel(host_).state, CheckState::kOk) << CheckKernel(host_).detail;
}

TEST_F(DoctorTest, TakesTheNewestKernelAndSaysWhatItsFlavourLacks) {
  PutKernel("6.1.0-9-amd64", {"ext4", "xfs"});
  PutKernel("6.1.0-10-cloud-amd64", {"ext4"});
  Put("modules/6.1.0-10-cloud-amd64/modules.builtin", "kernel/fs/btrfs/btrfs.ko\n");
  const Check check = CheckKernel(host_);
  EXPECT_EQ(check.state, CheckState::kWarn);
  EXPECT_THAT(check.detail, HasSubstr("vmlinuz-6.1.0-10-cloud-amd64 lacks xfs, fat"));
  EXPECT_THAT(check.advice, HasSubstr("linux-image-amd64"));
}

TEST_F(DoctorTest, SaysHowToMakeAKernelReadable) {
  PutKernel("6.1.0-9-amd64", {"ext4"});
  // Not even root reads through a link that leads nowhere.
  std::filesystem::remove(root_ / "boot/vmlinuz-6.1.0-9-amd64");
  std::filesystem::create_symlink("nowhere", root_ / "boot/vmlinuz-6.1.0-9-amd64");
  EXPECT_EQ(CheckKernel(host_).state, CheckState::kFail);
  EXPECT_THAT(CheckKernel(host_).advice, HasSubstr("dpkg-statoverride"));
}

TEST_F(DoctorTest, WarnsOfSwap) {
  Put("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
  EXPECT_EQ(CheckSwap(host_).state, CheckState::kOk);
  Put("proc/swaps", "Filename\tType\n/dev/vda2  partition  1  0  -2\n");
  EXPECT_EQ(CheckSwap(host_).state, CheckState::kWarn);
  EXPECT_THAT(CheckSwap(host_).detail, HasSubstr("/dev/vda2"));
}

TEST_F(DoctorTest, WarnsOfLittleMemory) {
  Put("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:  8388608 kB\n");
  EXPECT_EQ(CheckMemory(host_).state, CheckState::kOk);
  EXPECT_EQ(CheckMemory(host_).detail, "8.0 GiB available");
  Put("proc/meminfo", "MemAvailable:  1024 kB\n");
  EXPECT_EQ(CheckMemory(host_).state, CheckState::kWarn);
}

TEST_F(DoctorTest, NamesTheProgramThatCollectsCoreDumps) {
  Put("proc/sys/kernel/core_pattern", "|/usr/lib/collector %P\n");
  EXPECT_THAT(CheckCoreDumps(host_).detail, HasSubstr("/usr/lib/collector"));
}

TEST_F(DoctorTest, WantsThePartsOfTheInstallation) {
  Installation installation{
      .worker_program = root_ / "worker", .probe_image = root_ / "probe", .rules_directory = ""};
  EXPECT_EQ(CheckWorker(installation).state, CheckState::kFail);
  Put("worker", "", 0755);
  EXPECT_THAT(CheckWorker(installation).detail, HasSubstr("disk images"));
  Put("probe", "");
  EXPECT_EQ(CheckWorker(installation).state, CheckState::kOk);
}

TEST_F(DoctorTest, WantsAStoreOfItsOwn) {
  EXPECT_EQ(CheckStore("").state, CheckState::kOk);
  EXPECT_THAT(CheckStore(root_ / "a/b").detail, HasSubstr("made at the first scan"));
  std::filesystem::create_directory(root_ / "store");
  ::chmod((root_ / "store").c_str(), 0755);
  EXPECT_EQ(CheckStore(root_ / "store").state, CheckState::kWarn);
  ::chmod((root_ / "store").c_str(), 0700);
  EXPECT_EQ(CheckStore(root_ / "store").state, CheckState::kOk);
}

TEST_F(DoctorTest, SaysThatEmulationIsSlow) {
  EXPECT_EQ(CheckAccelerator({Accelerator::kKvm, "KVM boots", false}).state, CheckState::kOk);
  EXPECT_EQ(CheckAccelerator({Accelerator::kTcg, "no guest boots", false}).state,
            CheckState::kWarn);
}

TEST_F(DoctorTest, ExitsWithFourOnlyWhenSomethingFailed) {
  const Check ok{.name = "a", .detail = "", .advice = ""};
  Check warn = ok;
  warn.state = CheckState::kWarn;
  Check fail = ok;
  fail.state = CheckState::kFail;
  EXPECT_EQ(DoctorExitCode(std::vector{ok, warn}), kExitComplete);
  EXPECT_EQ(DoctorExitCode(std::vector{ok, fail}), kExitCouldNotStart);
}

TEST_F(DoctorTest, PrintsEachCheckAsOneObjectAndOneOrTwoRows) {
  const std::vector<Check> checks =
      RunChecks({.host = host_, .installation = {}, .store_directory = root_, .accelerator = {}});
  for (const Check& check : checks) {
    const auto object = nlohmann::json::parse(ToJson(check));
    EXPECT_EQ(object["kind"], "check");
    EXPECT_EQ(object["name"], check.name);
    EXPECT_EQ(object.size(), 5U);
    EXPECT_FALSE(check.detail.empty()) << check.name;
    EXPECT_EQ(check.state != CheckState::kOk, !check.advice.empty()) << check.name;
  }
  EXPECT_THAT(ChecksTable(checks, {}), HasSubstr("→ apt-get install supermin"));
}

TEST(ProgramDirectories, AreThoseOfThePathAndTheSystems) {
  const auto directories = ProgramDirectories();
  EXPECT_THAT(directories, ::testing::Contains("/usr/bin"));
  for (const std::string& directory : directories) EXPECT_FALSE(directory.empty());
}

}  // namespace
}  // namespace keytrail::cli
