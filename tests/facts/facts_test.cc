#include "scanner/facts/facts.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/limits.h"
#include "tests/facts/sample_keys.h"

namespace keytrail::facts {
namespace {

std::vector<Fact> Parse(const std::string& path, const std::string& text) {
  FileEntry entry;
  entry.path = path;
  return ParseFacts(path, AsBytes(text), entry);
}

template <typename T>
std::vector<T> ParseAs(const std::string& path, const std::string& text) {
  std::vector<T> payloads;
  for (const Fact& fact : Parse(path, text)) payloads.push_back(std::get<T>(fact.payload));
  return payloads;
}

TEST(Facts, WantsTheSystemsFilesAtTheirPlacesOnly) {
  for (const char* path :
       {"/etc/passwd", "etc/passwd", "/etc/hostname", "/etc/machine-id", "/etc/os-release",
        "/usr/lib/os-release", "/etc/ssh/ssh_host_ed25519_key.pub", "/root/.ssh/authorized_keys",
        "/home/deploy/.ssh/authorized_keys2", "/deploy/.ssh/authorized_keys",
        ".ssh/authorized_keys", "/home/u/.ssh/id_rsa.pub", "/srv/key-cert.pub"}) {
    EXPECT_TRUE(WantsFile(path, 1000)) << path;
  }
  for (const char* path : {"", "/", "/var/lib/docker/overlay2/x/diff/etc/passwd", "/etc/passwd-",
                           "/etc/shadow-", "/etc/ssh/ssh_host_ed25519_key", "/home/u/.ssh/id_rsa",
                           "/srv/key.publ", "/home/u/x.ssh/authorized_keys",
                           "/home/u/authorized_keys", "/home/u/.ssh/authorized_keys.bak"}) {
    EXPECT_FALSE(WantsFile(path, 1000)) << path;
    EXPECT_TRUE(Parse(path, "root:x:0:0:root:/root:/bin/bash\n").empty()) << path;
  }
}

TEST(Facts, WantsWhatSshdGoesBy) {
  for (const char* path :
       {"/etc/shadow", "/etc/group", "/etc/sudoers", "/etc/sudoers.d/90-cloud-init-users",
        "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/50-cloud-init.conf", "/etc/ssh/more/own",
        "/usr/etc/ssh/sshd_config", "/ProgramData/ssh/sshd_config", "/etc/ssh/revoked_keys",
        "/etc/ssh/auth_principals/root", "/lib/systemd/system/ssh.service", "/etc/default/ssh",
        "/etc/hosts.allow", "/etc/hosts.deny", "/etc/pam.d/sshd"}) {
    EXPECT_TRUE(WantsFile(path, 1000)) << path;
    EXPECT_TRUE(ExceedsLimit(path, limits::kFactFileBytesMax + 1)) << path;
  }
  for (const char* path : {"/etc/ssh/moduli", "/etc/ssh/ssh_host_rsa_key", "/etc/sudoers.d/a/b",
                           "/srv/etc/ssh/sshd_config", "/etc/gshadow", "/etc/pam.conf"}) {
    EXPECT_FALSE(WantsFile(path, 1000)) << path;
  }
  EXPECT_EQ(ParseAs<SshdConfigFact>("/etc/ssh/sshd_config", "Port 22\n").size(), 1U);
  EXPECT_EQ(ParseAs<RevocationListFact>("/etc/ssh/revoked_keys", "").size(), 1U);
  EXPECT_EQ(ParseAs<PrincipalsFact>("/etc/ssh/auth_principals/root", "a\n").size(), 1U);
}

TEST(Facts, WantsNoPublicKeyOfAnAbsurdSize) {
  EXPECT_TRUE(WantsFile("/srv/key.pub", limits::kPublicKeyFileBytesMax));
  EXPECT_FALSE(WantsFile("/srv/flyer.pub", limits::kPublicKeyFileBytesMax + 1));
}

TEST(Facts, AreNotTakenFromAFileAboveTheBoundOfItsPlaceWhichIsSaidOfThoseThatDecideALogin) {
  for (const char* path : {"/etc/passwd", "/home/deploy/.ssh/authorized_keys"}) {
    EXPECT_TRUE(WantsFile(path, limits::kFactFileBytesMax)) << path;
    EXPECT_FALSE(ExceedsLimit(path, limits::kFactFileBytesMax)) << path;
    EXPECT_FALSE(WantsFile(path, limits::kFactFileBytesMax + 1)) << path;
    EXPECT_TRUE(ExceedsLimit(path, limits::kFactFileBytesMax + 1)) << path;
  }
  EXPECT_FALSE(ExceedsLimit("/srv/flyer.pub", limits::kPublicKeyFileBytesMax + 1));
  EXPECT_FALSE(ExceedsLimit("/srv/film", limits::kLargestFactFileBytesMax + 1));
}

TEST(Facts, CarryThePermissionsOfTheFileAndOfAllDirectoriesAboveIt) {
  const auto root = std::make_shared<DirectoryChain>(DirectoryChain{{0, 0, 0755}, nullptr});
  const auto home = std::make_shared<DirectoryChain>(DirectoryChain{{1000, 1000, 0700}, root});
  FileEntry entry;
  entry.volume_id = "uuid:1";
  entry.path = "/home/deploy/.ssh/authorized_keys";
  entry.permissions = {.uid = 1000, .gid = 1000, .mode = 0600};
  entry.directories = home;
  const std::string text = SampleKey();
  const auto facts = ParseFacts(entry.path, AsBytes(text), entry);
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].path, entry.path);
  EXPECT_EQ(facts[0].volume_id, "uuid:1");
  EXPECT_EQ(facts[0].permissions.mode, 0600U);
  ASSERT_EQ(facts[0].directories.size(), 2U);
  EXPECT_EQ(facts[0].directories[0].mode, 0700U);
  EXPECT_EQ(facts[0].directories[1].uid, 0U);
  EXPECT_TRUE(facts[0].id.empty());
}

TEST(Facts, OfAccountsAreThoseThatTheCLibraryTakes) {
  const auto accounts = ParseAs<AccountFact>(
      "/etc/passwd",
      "root:x:0:0:root:/root:/bin/bash\n"
      "# comment:x:1:1::/:\n"
      "\n"
      "  deploy:$6$hash:1000:1001:Deploy,,,:/home/deploy:\r\n"
      "+@nis:::::: \n-gone:x:5:5::/:/bin/sh\n"
      "short:x:7:7::/home\n"
      "long:x:7:7::/home:/bin/sh:more\n"
      "text:x:seven:7::/:/bin/sh\nminus:x:-1:7::/:/bin/sh\nhuge:x:4294967296:7::/:/bin/sh\n"
      ":x:7:7::/:/bin/sh\n"
      "last:x:4294967295:7::/:/usr/sbin/nologin");
  ASSERT_EQ(accounts.size(), 3U);
  EXPECT_EQ(accounts[0].name, "root");
  EXPECT_EQ(accounts[0].home, "/root");
  EXPECT_EQ(accounts[1].name, "deploy");
  EXPECT_EQ(accounts[1].uid, 1000U);
  EXPECT_EQ(accounts[1].gid, 1001U);
  EXPECT_EQ(accounts[1].shell, "");
  EXPECT_EQ(accounts[2].uid, 4294967295U);
  EXPECT_EQ(accounts[2].shell, "/usr/sbin/nologin");
}

TEST(Facts, OfTheHostNameAreOneOrNone) {
  EXPECT_EQ(ParseAs<HostNameFact>("/etc/hostname", "# a comment\n\n web-1 \n").at(0).name, "web-1");
  for (const std::string text : {"", "\n", "two words\n", "web;1\n", "-\x01\n"}) {
    EXPECT_TRUE(Parse("/etc/hostname", text).empty()) << text;
  }
  EXPECT_TRUE(Parse("/etc/hostname", std::string(254, 'a')).empty());
}

TEST(Facts, OfTheMachineIdAreOneOrNone) {
  const std::string id(32, 'a');
  EXPECT_EQ(ParseAs<MachineIdFact>("/etc/machine-id", id + "\n").at(0).machine_id, id);
  for (const std::string text : {"uninitialized\n", "", "AAAA"}) {
    EXPECT_TRUE(Parse("/etc/machine-id", text).empty()) << text;
  }
}

TEST(Facts, OfTheOperatingSystemAreUnquoted) {
  const auto systems = ParseAs<OperatingSystemFact>(
      "/usr/lib/os-release",
      "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID='12'\nHOME_URL=x\n");
  ASSERT_EQ(systems.size(), 1U);
  EXPECT_EQ(systems[0].id, "debian");
  EXPECT_EQ(systems[0].version_id, "12");
  EXPECT_EQ(systems[0].pretty_name, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_TRUE(Parse("/etc/os-release", "nothing here\nID=\n").empty());
}

TEST(Facts, OfAHostKeyAreItsTypeAndFingerprint) {
  const auto keys = ParseAs<HostKeyFact>("/etc/ssh/ssh_host_rsa_key.pub",
                                         SampleKey("ssh-rsa", '\x71') + " root@web\n");
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].key_type, "ssh-rsa");
  EXPECT_EQ(keys[0].public_key_fingerprint, SampleFingerprint("ssh-rsa", '\x71'));
  EXPECT_TRUE(Parse("/etc/ssh/ssh_host_rsa_key.pub", "ssh-rsa AAAA\n").empty());
}

TEST(Facts, StopAtTheLimitOfAFile) {
  std::string text;
  for (std::size_t i = 0; i <= limits::kFactsPerFileMax; ++i) {
    text += "u" + std::to_string(i) + ":x:1:1::/h:\n";
  }
  EXPECT_EQ(Parse("/etc/passwd", text).size(), limits::kFactsPerFileMax);
}

}  // namespace
}  // namespace keytrail::facts
