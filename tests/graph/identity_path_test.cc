// Paths of keys as configurations write them, and names of hosts.
#include "graph/identity_path.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "graph/host_names.h"

namespace keytrail::graph {
namespace {

using MaybeText = std::optional<std::string>;

const IdentityTokens kTokens = {
    .home = "/home/ann", .called = "db", .host = "db.example.net", .user = "root"};

TEST(HomeOfFile, IsWhatLiesAboveTheFirstHiddenName) {
  EXPECT_EQ(HomeOfFile("/home/ann/.ssh/config"), "/home/ann");
  EXPECT_EQ(HomeOfFile("root/.bash_history"), "/root");
  EXPECT_EQ(HomeOfFile("/home/ann/.local/share/fish/fish_history"), "/home/ann");
  EXPECT_EQ(HomeOfFile("/Users/ann/AppData/Roaming/ConsoleHost_history.txt"), "/Users/ann");
  EXPECT_EQ(HomeOfFile("/.ssh/config"), "");
  EXPECT_EQ(HomeOfFile("/etc/ssh/ssh_config"), std::nullopt);
  EXPECT_EQ(HomeOfFile(""), std::nullopt);
}

TEST(IdentityPath, IsAbsoluteAndWithoutDetours) {
  EXPECT_EQ(IdentityPath("~/.ssh/id", kTokens), "/home/ann/.ssh/id");
  EXPECT_EQ(IdentityPath("%d/.ssh/id", kTokens), "/home/ann/.ssh/id");
  EXPECT_EQ(IdentityPath("${HOME}/.ssh//id.pub", kTokens), "/home/ann/.ssh/id");
  EXPECT_EQ(IdentityPath("./keys/../id", kTokens), "/home/ann/id");
  EXPECT_EQ(IdentityPath("/etc/keys/%r@%h-%n-100%%", kTokens),
            "/etc/keys/root@db.example.net-db-100%");
  EXPECT_EQ(IdentityPath("C:\\Users\\ann\\.ssh\\id", kTokens), "/Users/ann/.ssh/id");
}

TEST(IdentityPath, WithoutAHomeIsOfAnyHome) {
  IdentityTokens tokens = kTokens;
  tokens.home.reset();
  EXPECT_EQ(IdentityPath("~/.ssh/id", tokens), "~/.ssh/id");
  EXPECT_EQ(IdentityPath("%d/id", tokens), "~/id");
  EXPECT_EQ(IdentityPath("id", tokens), "~/id");
  EXPECT_EQ(IdentityPath("/k/id", tokens), "/k/id");
}

TEST(IdentityPath, IsNotGuessed) {
  IdentityTokens tokens = kTokens;
  tokens.user.clear();
  for (const char* text : {"", "none", "~bob/id", "/k/%r", "/k/%", "/k/%C", "${KEYS}/id"}) {
    EXPECT_EQ(IdentityPath(text, tokens), MaybeText()) << text;
  }
}

TEST(CanonicalHost, IsTheSameForAllWaysToWriteIt) {
  EXPECT_EQ(CanonicalHost("[DB.example.net]:2222"), "db.example.net");
  EXPECT_EQ(CanonicalHost("db.example.net."), "db.example.net");
  EXPECT_EQ(CanonicalHost("[2001:DB8:0:0::7]:22"), "2001:db8::7");
  EXPECT_EQ(CanonicalHost("fe80::1%eth0"), "fe80::1");
  EXPECT_EQ(CanonicalHost("not:an:address"), "not:an:address");
  EXPECT_EQ(CanonicalHost("["), "[");
  EXPECT_EQ(CanonicalHost(""), "");
}

TEST(HostNames, OfLoopbackAreThoseOfWhoeverUsesThem) {
  for (const char* host : {"localhost", "localhost.localdomain", "x.localhost", "ip6-localhost",
                           "127.0.0.1", "127.8.9.10", "::1", "0.0.0.0", "::"}) {
    EXPECT_TRUE(IsLoopback(host)) << host;
  }
  for (const char* host : {"localhost2", "10.0.0.1", "128.0.0.1", "::2", "db", ""}) {
    EXPECT_FALSE(IsLoopback(host)) << host;
  }
}

TEST(HostNames, OfOneNetworkArePrivateAddressesAndBareNames) {
  for (const char* host : {"10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1",
                           "169.254.1.1", "fd00::1", "fe80::1", "db"}) {
    EXPECT_TRUE(IsOfOneNetwork(host)) << host;
  }
  for (const char* host : {"203.0.113.5", "172.32.0.1", "100.128.0.1", "2001:db8::1", "db.net"}) {
    EXPECT_FALSE(IsOfOneNetwork(host)) << host;
  }
}

}  // namespace
}  // namespace keytrail::graph
