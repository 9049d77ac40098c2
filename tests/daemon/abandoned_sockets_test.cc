#include "scanner/daemon/abandoned_sockets.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/unique_fd.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::daemon {
namespace {

namespace fs = std::filesystem;
using test_support::TemporaryDirectory;

UniqueFd Bind(const std::string& path) {
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  return fd;
}

class AbandonedSockets : public ::testing::Test {
 protected:
  AbandonedSockets() { fs::create_directory(directory_); }
  void Remove() const { RemoveAbandonedSockets({.parent = place_.path()}); }

  TemporaryDirectory place_;
  const std::string directory_ = place_ / "libguestfsAbCdEf";
};

TEST_F(AbandonedSockets, GoWhenNobodyHasThemBound) {
  { const UniqueFd bound = Bind(directory_ + "/guestfsd.sock"); }
  Remove();
  EXPECT_FALSE(fs::exists(directory_));
}

TEST_F(AbandonedSockets, StayWhileAProcessHasOneBound) {
  const UniqueFd bound = Bind(directory_ + "/guestfsd.sock");
  Remove();
  EXPECT_TRUE(fs::exists(directory_));
}

TEST_F(AbandonedSockets, StayInADirectoryThatHoldsAnythingElse) {
  { const UniqueFd bound = Bind(directory_ + "/guestfsd.sock"); }
  std::ofstream(directory_ + "/notes") << "not a socket";
  Remove();
  EXPECT_TRUE(fs::exists(directory_));
}

TEST_F(AbandonedSockets, LeaveAnEmptyDirectoryToWhoeverIsJustStarting) {
  Remove();
  EXPECT_TRUE(fs::exists(directory_));
}

}  // namespace
}  // namespace keytrail::daemon
