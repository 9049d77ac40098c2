// Client configurations, also as nobody should write them.
#include "scanner/facts/ssh_client_config.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace keytrail::facts {
namespace {

using Texts = std::vector<std::string>;

std::vector<SshClientBlockFact> Parse(const std::string& text) {
  std::vector<SshClientBlockFact> blocks;
  for (const FactPayload& payload : ParseSshClientConfig(text)) {
    blocks.push_back(std::get<SshClientBlockFact>(payload));
  }
  return blocks;
}

TEST(SshClientConfig, GivesABlockForEachHostAndOneForWhatStandsBefore) {
  const auto blocks = Parse(
      "Include config.d/*.conf ~/.ssh/extra\n"
      "User=everyone\n"
      "\n"
      "Host db *.db.example.net !old.db.example.net\n"
      "  HostName 10.0.0.4\n"
      "  user deploy   # the account\n"
      "  User second\n"
      "  Port = 2222\n"
      "  IdentityFile \"~/.ssh/id db\"\n"
      "  IdentityFile=%d/.ssh/id_%r\n"
      "  CertificateFile ~/.ssh/id-cert.pub\n"
      "  ProxyJump ops@bastion:22,inner\n"
      "  HostKeyAlias db-1\n"
      "Match host web exec \"test -f /secret\"\n"
      "\tIdentityFile /etc/keys/web\n"
      "Host quiet\n"
      "  Compression yes\n");
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[0].line, 1U);
  EXPECT_EQ(blocks[0].patterns, Texts{"*"});
  EXPECT_EQ(blocks[0].includes, (Texts{"config.d/*.conf", "~/.ssh/extra"}));
  EXPECT_EQ(blocks[0].user, "everyone");
  EXPECT_EQ(blocks[1].line, 4U);
  EXPECT_EQ(blocks[1].patterns, (Texts{"db", "*.db.example.net", "!old.db.example.net"}));
  EXPECT_EQ(blocks[1].host_name, "10.0.0.4");
  EXPECT_EQ(blocks[1].user, "deploy");
  EXPECT_EQ(blocks[1].port, 2222U);
  EXPECT_EQ(blocks[1].identity_files, (Texts{"~/.ssh/id db", "%d/.ssh/id_%r"}));
  EXPECT_EQ(blocks[1].certificate_files, Texts{"~/.ssh/id-cert.pub"});
  EXPECT_EQ(blocks[1].proxy_jump, "ops@bastion:22,inner");
  EXPECT_EQ(blocks[1].host_key_alias, "db-1");
  EXPECT_FALSE(blocks[1].has_match);
  EXPECT_TRUE(blocks[2].has_match);
  EXPECT_TRUE(blocks[2].patterns.empty());
  EXPECT_EQ(blocks[2].identity_files, Texts{"/etc/keys/web"});
}

TEST(SshClientConfig, KeepsNoCommandAndNothingThatIsNotPlain) {
  const auto blocks = Parse(
      "Host a\n"
      "  ProxyCommand sshpass -p hunter2 ssh -W %h:%p bastion\n"
      "  LocalCommand curl https://u:p@example.net\n"
      "  User $(whoami)\n"
      "  User root\n"
      "  HostName \"a b\"\n"
      "  IdentityFile `pwd`/id\n"
      "  IdentityFile \"open\n"
      "  Port 99999\n");
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].user, "") << "the first value holds, and it is not plain";
  EXPECT_EQ(blocks[0].host_name, "");
  EXPECT_TRUE(blocks[0].identity_files.empty());
  EXPECT_EQ(blocks[0].port, 0U);
}

TEST(SshClientConfig, DoesNotKnowWhetherABlockAppliesWhosePatternsAreNotPlain) {
  const auto blocks = Parse("Host db !$x\n User u\nHost 'a\"b'\n User u\n");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].patterns, Texts{"db"});
  EXPECT_TRUE(blocks[0].has_match);
  EXPECT_TRUE(blocks[1].has_match);
}

TEST(SshClientConfig, StopsAtItsLimits) {
  std::string text;
  for (std::size_t i = 0; i <= limits::kSshClientBlocksMax; ++i) {
    text += fmt::format("Host h{}\nUser u\n", i);
  }
  EXPECT_EQ(Parse(text).size(), limits::kSshClientBlocksMax);
  std::string many = "Host h\n";
  for (int i = 0; i < 1000; ++i) many += "IdentityFile k\n";
  ASSERT_EQ(Parse(many).size(), 1U);
  EXPECT_LT(Parse(many)[0].identity_files.size(), 100U);
}

}  // namespace
}  // namespace keytrail::facts
