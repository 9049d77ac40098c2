#include "scanner/facts/sshd_version.h"

#include <string>

#include <gtest/gtest.h>

namespace keytrail::facts {
namespace {

using namespace std::string_literals;

struct Banner {
  std::string program;
  std::uint32_t major;
  std::uint32_t minor;
  const char* version;
  const char* distribution;
};

TEST(SshdVersion, IsTheProgramsOwnText) {
  const Banner banners[] = {
      {"\x7f"s
       "ELF\0OpenSSH_9.2\0OpenSSH_2.*,OpenSSH_3.0*\0OpenSSH_9.2p1 Debian-2+deb12u3\0x"s,
       9, 2, "9.2p1 Debian-2+deb12u3", "debian"},
      {"\0OpenSSH_8.9p1 Ubuntu-3ubuntu0.10\0"s, 8, 9, "8.9p1 Ubuntu-3ubuntu0.10", "ubuntu"},
      {"OpenSSH_10.0p2\0"s, 10, 0, "10.0p2", ""},
      {"OpenSSH_6.6.1p1"s, 6, 6, "6.6.1p1", ""},
  };
  for (const Banner& banner : banners) {
    const auto facts = ParseSshdProgram(banner.program);
    ASSERT_EQ(facts.size(), 1U) << banner.version;
    const auto& fact = std::get<SshdVersionFact>(facts[0]);
    EXPECT_EQ(fact.source, "binary");
    EXPECT_EQ(fact.major, banner.major);
    EXPECT_EQ(fact.minor, banner.minor);
    EXPECT_EQ(fact.package_version, banner.version);
    EXPECT_EQ(fact.distribution, banner.distribution);
  }
}

TEST(SshdVersion, IsNotOneOfThePatternsThatSshdHolds) {
  for (const std::string program :
       {"", "OpenSSH_", "OpenSSH_6.6*", "OpenSSH_6.6.1*\0", "OpenSSH_2.*,OpenSSH_3.0*",
        "OpenSSH_9.2", "OpenSSH_9.2px", "OpenSSH_99999.1p1", "OpenSSH_9.2p1*", "OpenSSH_9.2p1,x",
        "OpenSSH_9.2p1x", "OpenSSH_%s"}) {
    EXPECT_TRUE(ParseSshdProgram(program).empty()) << program;
  }
}

TEST(SshdVersion, IsThatOfTheInstalledPackageOfDpkg) {
  const std::string text =
      "Package: openssh-client\nStatus: install ok installed\nVersion: 1:1.1p1-1\n\n"
      "Package: openssh-server\nStatus: install ok installed\nDepends: x,\n y\n"
      "Version: 1:9.2p1-2+deb12u3\n\nPackage: zsh\nVersion: 5.9\n";
  const auto facts = ParseDpkgStatus(text);
  ASSERT_EQ(facts.size(), 1U);
  const auto& fact = std::get<SshdVersionFact>(facts[0]);
  EXPECT_EQ(fact.source, "dpkg");
  EXPECT_EQ(fact.major, 9U);
  EXPECT_EQ(fact.minor, 2U);
  EXPECT_EQ(fact.package_version, "1:9.2p1-2+deb12u3");
  EXPECT_EQ(fact.distribution, "debian");
  const auto ubuntu = ParseDpkgStatus("Package: openssh-server\nVersion: 1:9.6p1-3ubuntu13.5\n");
  ASSERT_EQ(ubuntu.size(), 1U);
  EXPECT_EQ(std::get<SshdVersionFact>(ubuntu[0]).distribution, "ubuntu");
}

TEST(SshdVersion, IsNoneWhereDpkgKeepsOnlyTheConfigurationOrNonsense) {
  for (const std::string text :
       {"Package: openssh-server\nStatus: deinstall ok config-files\nVersion: 1:9.2p1-2\n",
        "Package: openssh-server\nStatus: purge ok not-installed\nVersion: 1:9.2p1-2\n",
        "Package: openssh-server\n", "Package: openssh-server\nVersion: new\n",
        "Package: openssh-server\nVersion: 9.2$(x)\n", "Version: 1:9.2p1-2\n", ""}) {
    EXPECT_TRUE(ParseDpkgStatus(text).empty()) << text;
  }
}

TEST(SshdVersion, IsThatOfThePackageOfApk) {
  const auto facts = ParseApkInstalled(
      "C:Q1x=\nP:openssh-server-common\nV:9.7_p1-r3\n\nP:openssh-server\nV:9.7_p1-r4\nA:x86_"
      "64\n\n");
  ASSERT_EQ(facts.size(), 1U);
  const auto& fact = std::get<SshdVersionFact>(facts[0]);
  EXPECT_EQ(fact.source, "apk");
  EXPECT_EQ(fact.major, 9U);
  EXPECT_EQ(fact.minor, 7U);
  EXPECT_EQ(fact.distribution, "alpine");
  EXPECT_TRUE(ParseApkInstalled("P:openssh-client\nV:9.7_p1-r4\n").empty());
}

}  // namespace
}  // namespace keytrail::facts
