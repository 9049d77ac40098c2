#include "scanner/daemon/kvm_probe.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace keytrail::daemon {
namespace {

using ::testing::HasSubstr;

// A host whose hypervisor is a script.
class KvmProbe : public ::testing::Test {
 protected:
  KvmProbe() {
    std::string name = (std::filesystem::temp_directory_path() / "keytrail-kvm-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    std::filesystem::create_directory(directory_ / "boot");
    std::ofstream(directory_ / "kvm") << "device";
    std::ofstream(directory_ / "boot/vmlinuz-1") << "kernel";
    WriteBootId("first");
    host_ = {.device = directory_ / "kvm",
             .hypervisor = directory_ / "qemu",
             .kernel_directories = {directory_ / "boot"},
             .boot_id_file = directory_ / "boot_id",
             .silence_milliseconds = 300};
  }
  ~KvmProbe() override { std::filesystem::remove_all(directory_); }

  void WriteHypervisor(const std::string& script) {
    std::ofstream(host_.hypervisor)
        << "#!/bin/sh\necho run >> " << (directory_ / "runs").string() << "\n"
        << script << "\n";
    ASSERT_EQ(::chmod(host_.hypervisor.c_str(), 0755), 0);
  }
  void WriteBootId(const std::string& id) { std::ofstream(directory_ / "boot_id") << id << "\n"; }
  std::uintmax_t Runs() const {
    const auto path = directory_ / "runs";
    return std::filesystem::exists(path) ? std::filesystem::file_size(path) / 4 : 0;
  }
  std::string Cache() const { return directory_ / "cache"; }

  std::filesystem::path directory_;
  KvmProbeHost host_;
};

TEST_F(KvmProbe, TakesKvmWhenTheConsoleSpeaks) {
  WriteHypervisor("echo '[    0.000000] Linux version' > /dev/fd/4; sleep 5");
  EXPECT_EQ(ProbeAccelerator("", host_).accelerator, Accelerator::kKvm);
}

TEST_F(KvmProbe, TakesTcgWhenTheConsoleIsSilent) {
  WriteHypervisor("exec sleep 60");
  const AcceleratorAnswer answer = ProbeAccelerator("", host_);
  EXPECT_EQ(answer.accelerator, Accelerator::kTcg);
  EXPECT_THAT(answer.reason, HasSubstr("silent"));
}

TEST_F(KvmProbe, TakesTcgWhenTheHypervisorEndsAtOnce) {
  WriteHypervisor("exit 1");
  const AcceleratorAnswer answer = ProbeAccelerator("", host_);
  EXPECT_EQ(answer.accelerator, Accelerator::kTcg);
  EXPECT_THAT(answer.reason, HasSubstr("refuses"));
}

TEST_F(KvmProbe, RemembersTheAnswerUntilTheHostReboots) {
  WriteHypervisor("echo up > /dev/fd/4; sleep 5");
  EXPECT_FALSE(ProbeAccelerator(Cache(), host_).remembered);
  const AcceleratorAnswer second = ProbeAccelerator(Cache(), host_);
  EXPECT_TRUE(second.remembered);
  EXPECT_EQ(second.accelerator, Accelerator::kKvm);
  EXPECT_EQ(Runs(), 1U);
  WriteBootId("second");
  WriteHypervisor("exit 1");
  const AcceleratorAnswer third = ProbeAccelerator(Cache(), host_);
  EXPECT_EQ(third.accelerator, Accelerator::kTcg);
  EXPECT_FALSE(third.remembered);
  EXPECT_EQ(Runs(), 2U);
}

TEST_F(KvmProbe, DoesNotTrustADamagedCache) {
  WriteHypervisor("exit 1");
  std::ofstream(Cache()) << "first\nyes\n";
  EXPECT_EQ(ProbeAccelerator(Cache(), host_).accelerator, Accelerator::kTcg);
  EXPECT_EQ(Runs(), 1U);
}

TEST_F(KvmProbe, StartsNothingWithoutTheDevice) {
  WriteHypervisor("echo up > /dev/fd/4");
  host_.device = directory_ / "missing";
  const AcceleratorAnswer answer = ProbeAccelerator(Cache(), host_);
  EXPECT_EQ(answer.accelerator, Accelerator::kTcg);
  EXPECT_THAT(answer.reason, HasSubstr("cannot be opened"));
  EXPECT_EQ(Runs(), 0U);
}

TEST_F(KvmProbe, DoesNotRememberThatAKernelWasMissing) {
  WriteHypervisor("echo up > /dev/fd/4; sleep 5");
  std::filesystem::remove(directory_ / "boot/vmlinuz-1");
  EXPECT_EQ(ProbeAccelerator(Cache(), host_).accelerator, Accelerator::kTcg);
  std::ofstream(directory_ / "boot/vmlinuz-1") << "kernel";
  EXPECT_EQ(ProbeAccelerator(Cache(), host_).accelerator, Accelerator::kKvm);
}

}  // namespace
}  // namespace keytrail::daemon
