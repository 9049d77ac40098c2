#include "scanner/disk/launch_failure.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "scanner/disk/call_deadline.h"
#include "tests/disk/temporary_directory.h"

namespace keytrail::disk {
namespace {

using ::testing::HasSubstr;

class LaunchFailure : public ::testing::Test {
 protected:
  LaunchFailure() {
    needs_ = {.hypervisor = MakeProgram("qemu"),
              .supermin = MakeProgram("supermin"),
              .kernel_directory = directory_.path() / "boot"};
    std::filesystem::create_directory(needs_.kernel_directory);
    std::ofstream(needs_.kernel_directory + "/vmlinuz-6") << "kernel";
  }
  std::string MakeProgram(const std::string& name) const {
    const std::string path = directory_.path() / name;
    std::ofstream(path) << "#!/bin/sh\n";
    KT_CHECK(::chmod(path.c_str(), 0755) == 0);
    return path;
  }
  std::string Explain() const { return MessageOf(ExplainLaunchFailure(needs_, "it crashed")); }

  TemporaryDirectory directory_;
  LaunchNeeds needs_;
};

TEST_F(LaunchFailure, NamesTheMissingThingAndThePackageThatHasIt) {
  const LaunchNeeds whole = needs_;
  needs_.supermin = "/nonexistent/supermin";
  EXPECT_THAT(Explain(), HasSubstr("install the package supermin"));
  needs_ = whole;
  needs_.hypervisor = "/nonexistent/qemu";
  EXPECT_THAT(Explain(), HasSubstr("install the package qemu-system-x86"));
  needs_ = whole;
  needs_.kernel_directory = "/nonexistent";
  EXPECT_THAT(Explain(), HasSubstr("install the package linux-image-amd64"));
}

TEST_F(LaunchFailure, SaysThatThisUserMayNotReadTheKernel) {
  ASSERT_EQ(::chmod((needs_.kernel_directory + "/vmlinuz-6").c_str(), 0), 0);
  if (::access((needs_.kernel_directory + "/vmlinuz-6").c_str(), R_OK) == 0) return;  // root may
  EXPECT_THAT(Explain(), HasSubstr("cannot be read by this user"));
}

TEST_F(LaunchFailure, SaysThatAnImageIsInUse) {
  needs_.console = "qemu-system-x86_64: Failed to get shared \"write\" lock";
  EXPECT_THAT(Explain(), HasSubstr("scan a snapshot"));
}

TEST_F(LaunchFailure, FallsBackToWhatTheLibrarySaid) {
  EXPECT_EQ(Explain(), "cannot start the appliance: it crashed: try 'keytrail doctor'");
  EXPECT_EQ(ExplainLaunchFailure(needs_, "it crashed").code(), StatusCode::kUnavailable);
}

TEST(CallDeadline, KillsTheChildrenThatACallWaitsFor) {
  std::FILE* child = ::popen("exec sleep 60", "r");
  ASSERT_NE(child, nullptr);
  CallDeadline deadline(std::chrono::milliseconds(50));
  EXPECT_NE(::pclose(child), 0);
  EXPECT_TRUE(deadline.passed());
}

TEST(CallDeadline, DoesNothingWhenTheCallReturnsInTime) {
  CallDeadline deadline(std::chrono::seconds(60));
  EXPECT_FALSE(deadline.passed());
}

}  // namespace
}  // namespace keytrail::disk
