// Known hosts as OpenSSH's own tools write them.
#include "scanner/facts/known_hosts.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/facts/sample_keys.h"

namespace keytrail::facts {
namespace {

std::vector<KnownHostFact> Parse(const std::string& text) {
  std::vector<KnownHostFact> hosts;
  for (const FactPayload& payload : ParseKnownHosts(text)) {
    hosts.push_back(std::get<KnownHostFact>(payload));
  }
  return hosts;
}

TEST(KnownHosts, GiveNamesMarkersAndKeys) {
  const auto hosts =
      Parse("# a comment\n\ndb.example.net,[10.0.0.4]:2222,2001:db8::1 " + SampleKey() + " x\r\n" +
            "@cert-authority *.example.net,!old.example.net " + SampleKey("ssh-rsa", 'b') + "\n" +
            "\t@revoked * " + SampleKey("ssh-ed25519", 'r') + "\n");
  ASSERT_EQ(hosts.size(), 3U);
  EXPECT_EQ(hosts[0].line, 3U);
  EXPECT_EQ(hosts[0].names,
            (std::vector<std::string>{"db.example.net", "[10.0.0.4]:2222", "2001:db8::1"}));
  EXPECT_EQ(hosts[0].key_type, "ssh-ed25519");
  EXPECT_EQ(hosts[0].public_key_fingerprint, SampleFingerprint());
  EXPECT_EQ(hosts[1].marker, "cert-authority");
  EXPECT_EQ(hosts[1].names, (std::vector<std::string>{"*.example.net", "!old.example.net"}));
  EXPECT_EQ(hosts[2].marker, "revoked");
}

TEST(KnownHosts, GiveTheHashOfANameAndItsSalt) {
  const std::string salt(20, '\x11');
  const std::string hash(20, '\xee');
  const auto hosts = Parse("|1|" + Base64Encode(AsBytes(salt)) + "|" + Base64Encode(AsBytes(hash)) +
                           " " + SampleKey() + "\n");
  ASSERT_EQ(hosts.size(), 1U);
  EXPECT_TRUE(hosts[0].names.empty());
  std::string salt_hex;
  std::string hash_hex;
  for (int i = 0; i < 20; ++i) {
    salt_hex += "11";
    hash_hex += "ee";
  }
  EXPECT_EQ(hosts[0].hash_salt, salt_hex);
  EXPECT_EQ(hosts[0].hash, hash_hex);
}

TEST(KnownHosts, PassOverLinesThatAreNone) {
  const std::string hash = Base64Encode(AsBytes(std::string(20, 'x')));
  for (const std::string& line :
       {std::string("db.example.net"), std::string("db.example.net 1024 35 123456"),
        "@unknown db " + SampleKey(), "|1|short|" + hash + " " + SampleKey(),
        "|1|" + hash + " " + SampleKey(), "db ssh-rsa " + SampleKey().substr(12), SampleKey()}) {
    EXPECT_TRUE(Parse(line + "\n").empty()) << line;
  }
}

TEST(KnownHosts, KeepTheKeyWhereANameIsNotPlain) {
  const auto hosts = Parse("a\x01,$(id)," + std::string(30, 'a') + "1B " + SampleKey() + "\n");
  ASSERT_EQ(hosts.size(), 1U);
  EXPECT_TRUE(hosts[0].names.empty());
}

TEST(KnownHosts, StopAtTheLimitOfAFile) {
  const std::string line = "h " + SampleKey() + "\n";
  std::string text;
  for (std::size_t i = 0; i <= limits::kFactsPerFileMax; ++i) text += line;
  EXPECT_EQ(Parse(text).size(), limits::kFactsPerFileMax);
}

}  // namespace
}  // namespace keytrail::facts
