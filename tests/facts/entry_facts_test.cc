#include "scanner/facts/entry_facts.h"

#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace keytrail::facts {
namespace {

FileEntry Entry(FileType type, const std::string& path, const std::string& target = "") {
  FileEntry entry;
  entry.volume_id = "uuid:1";
  entry.type = type;
  entry.path = path;
  entry.link_target = target;
  entry.size = 12;
  entry.permissions = {.uid = 0, .gid = 0, .mode = 0755};
  return entry;
}

bool Tells(FileType type, const std::string& path) {
  return !FactsOfEntry(Entry(type, path, "x")).empty();
}

TEST(EntryFacts, OfALinkSayWhereItLeadsAndUnderWhichDirectories) {
  FileEntry entry = Entry(FileType::kSymlink, "/home/deploy/.ssh", "/srv/keys/deploy");
  entry.directories = std::make_shared<DirectoryChain>(DirectoryChain{{1000, 1000, 0700}, nullptr});
  const auto facts = FactsOfEntry(entry);
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(std::get<SymlinkFact>(facts[0].payload).target, "/srv/keys/deploy");
  EXPECT_EQ(facts[0].path, "/home/deploy/.ssh");
  EXPECT_EQ(facts[0].volume_id, "uuid:1");
  ASSERT_EQ(facts[0].directories.size(), 1U);
  EXPECT_EQ(facts[0].directories[0].uid, 1000U);
}

TEST(EntryFacts, AreOfTheLinksThatCanLieOnTheWayOfALogin) {
  for (const char* path : {"/home",
                           "/bin",
                           "/lib64",
                           "/home/deploy",
                           "/usr/bin",
                           "/usr/local/bin",
                           "/var/run",
                           "/root/keys",
                           "/srv/a",
                           "/data/home",
                           "/home/u/keys",
                           "/home/u/a/b",
                           "/srv/x/y/z/.ssh",
                           "/srv/u/.ssh/authorized_keys",
                           "/root/.ssh/a/b",
                           "/.ssh/authorized_keys",
                           "/etc/ssh/sshd_config",
                           "/etc/ssh/sshd_config.d/50.conf",
                           "/etc/localtime",
                           "/etc/passwd",
                           "/etc/sudoers.d/x",
                           "/etc/pam.d/password-auth",
                           "/etc/os-release",
                           "/usr/bin/sh",
                           "/sbin/nologin",
                           "/usr/sbin/sshd",
                           "/etc/alternatives/ksh",
                           "etc/alternatives/csh",
                           "/etc/systemd/system/multi-user.target.wants/ssh.service",
                           "/etc/systemd/system/sshd.service",
                           "/lib/systemd/system/sshd.service",
                           "/etc/rc2.d/S01ssh",
                           "/etc/rc.d/rc3.d/S55sshd",
                           "/etc/runlevels/default/sshd"}) {
    EXPECT_TRUE(Tells(FileType::kSymlink, path)) << path;
  }
  for (const char* path :
       {"/", "/home/u/a/b/c", "/usr/share/doc/x", "/usr/lib/libssh.so.4", "/etc/alternatives/vi",
        "/etc/rc2.d/S01cron", "/etc/systemd/system/multi-user.target.wants/cron.service",
        "/usr/bin/vi", "/var/lib/x", "/srv/a/b", "/etc/mtab", "/etc/ssl/certs/ssh.pem"}) {
    EXPECT_FALSE(Tells(FileType::kSymlink, path)) << path;
  }
}

TEST(EntryFacts, OfAFileSayThatItIsThereWithItsPermissions) {
  const auto facts = FactsOfEntry(Entry(FileType::kRegular, "/usr/sbin/nologin"));
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(std::get<PresenceFact>(facts[0].payload).type, FileType::kRegular);
  EXPECT_EQ(std::get<PresenceFact>(facts[0].payload).size, 12U);
  EXPECT_EQ(facts[0].permissions.mode, 0755U);
}

TEST(EntryFacts, AreOfTheFilesThatDecideByBeingThere) {
  for (const char* path :
       {"/bin/bash", "/usr/sbin/sshd", "/usr/lib/openssh/sftp-server", "/etc/nologin",
        "/run/nologin", "/var/run/nologin", "/etc/ssh/sshd_not_to_be_run",
        "/etc/ssh/sshd_config.d/x", "/usr/lib/systemd/system/ssh.service", "/etc/init.d/ssh",
        "/etc/systemd/system/ssh.service.d/override.conf", "/etc/init/ssh.override"}) {
    EXPECT_TRUE(Tells(FileType::kRegular, path)) << path;
  }
  for (const char* path : {"/usr/bin/ls", "/etc/passwd", "/home/u/.ssh/id_rsa", "/srv/etc/nologin",
                           "/usr/lib/systemd/system/cron.service"}) {
    EXPECT_FALSE(Tells(FileType::kRegular, path)) << path;
  }
}

TEST(EntryFacts, AreOfTheDirectoriesThatAreHomesOrHoldKeys) {
  for (const char* path : {"/home", "/home/deploy", "/root", "/root/.ssh", "/deploy/.ssh",
                           "/run/sshd", "/etc/ssh/sshd_config.d"}) {
    EXPECT_TRUE(Tells(FileType::kDirectory, path)) << path;
  }
  for (const char* path : {"/", "", "/usr", "/home/deploy/src", "/bin/bash", "/etc/nologin"}) {
    EXPECT_FALSE(Tells(FileType::kDirectory, path)) << path;
  }
}

TEST(EntryFacts, SayWhatKindOfDeviceStandsWhereSshdLooksForAFile) {
  const auto facts = FactsOfEntry(Entry(FileType::kFifo, "/root/.ssh/authorized_keys"));
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(std::get<PresenceFact>(facts[0].payload).type, FileType::kFifo);
  EXPECT_FALSE(Tells(FileType::kSocket, "/run/docker.sock"));
  EXPECT_FALSE(Tells(FileType::kCharDevice, "/dev/null"));
}

}  // namespace
}  // namespace keytrail::facts
