// The installation key and the scratch directory: what lies beside a store and in temporary places.

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "scanner/daemon/installation_key.h"
#include "scanner/daemon/scratch_directory.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::daemon {
namespace {

using test_support::TemporaryDirectory;

unsigned ModeOf(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

TEST(InstallationKey, IsMadeOnceAndGivesEqualFingerprintsAfterwards) {
  const TemporaryDirectory store;
  const auto first = InstallationKey::LoadOrCreate(store.path());
  const auto second = InstallationKey::LoadOrCreate(store.path());
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(second.ok()) << second.status();
  const Sha256Digest digest = Sha256(AsBytes("a secret"));
  EXPECT_EQ(first->Fingerprint(digest), second->Fingerprint(digest));
  EXPECT_NE(first->Fingerprint(digest), InstallationKey::Ephemeral().Fingerprint(digest));
  EXPECT_EQ(ModeOf(store / "installation.key"), 0600u);
}

TEST(InstallationKey, DoesNotShowTheDigestItself) {
  const Sha256Digest digest = Sha256(AsBytes("a secret"));
  EXPECT_EQ(InstallationKey::Ephemeral().Fingerprint(digest).find(HexEncode(digest)),
            std::string::npos);
}

TEST(InstallationKey, IsRefusedWhenOthersMayReadIt) {
  const TemporaryDirectory store;
  ASSERT_TRUE(InstallationKey::LoadOrCreate(store.path()).ok());
  chmod((store / "installation.key").c_str(), 0644);
  const auto key = InstallationKey::LoadOrCreate(store.path());
  EXPECT_EQ(key.status().code(), StatusCode::kPermissionDenied);
  EXPECT_NE(MessageOf(key.status()).find("chmod 600"), std::string::npos);
}

TEST(InstallationKey, IsRefusedWhenDamagedAndNeverReplaced) {
  const TemporaryDirectory store;
  std::ofstream(store / "installation.key") << "keytrail-installation-key-v1 12345678 zz\n";
  chmod((store / "installation.key").c_str(), 0600);
  EXPECT_EQ(InstallationKey::LoadOrCreate(store.path()).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(InstallationKey::LoadOrCreate(store.path()).status().code(), StatusCode::kDataLoss);
}

TEST(ScratchDirectory, IsPrivateAndGoesWithItsOwner) {
  std::string path;
  {
    const auto scratch = ScratchDirectory::Create(1);
    ASSERT_TRUE(scratch.ok()) << scratch.status();
    path = scratch->path();
    EXPECT_EQ(ModeOf(path), 0700u);
    std::ofstream(path + "/content") << "guest bytes";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ScratchDirectory, SurvivesTheCleaningOfOthersWhileItsOwnerLives) {
  const auto scratch = ScratchDirectory::Create(1);
  ASSERT_TRUE(scratch.ok());
  RemoveStaleScratchDirectories();
  EXPECT_TRUE(std::filesystem::exists(scratch->path()));
}

TEST(ScratchDirectory, IsWholeWhileItLivesAndGoneAfterwardsBesideOthersThatClean) {
  constexpr int kScans = 500;
  std::jthread others([](const std::stop_token& stop) {
    while (!stop.stop_requested()) RemoveStaleScratchDirectories();
  });
  for (int scan = 0; scan < kScans; ++scan) {
    std::string path;
    {
      const auto scratch = ScratchDirectory::Create(1);
      ASSERT_TRUE(scratch.ok()) << scratch.status();
      path = scratch->path();
      ASSERT_EQ(ModeOf(path), 0700u);
      std::ofstream(path + "/content") << "guest bytes";
    }
    ASSERT_FALSE(std::filesystem::exists(path));
  }
}

TEST(ScratchDirectory, IsClearedWhenItsOwnerWasKilled) {
  std::string left;
  {
    const auto scratch = ScratchDirectory::Create(1);
    ASSERT_TRUE(scratch.ok());
    left = scratch->path() + "00";
  }
  std::filesystem::create_directory(left);
  std::ofstream(left + "/content") << "guest bytes";
  RemoveStaleScratchDirectories();
  EXPECT_FALSE(std::filesystem::exists(left));
}

}  // namespace
}  // namespace keytrail::daemon
