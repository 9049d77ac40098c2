#include "scanner/facts/key_lines.h"

#include <string>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "scanner/facts/facts.h"
#include "tests/facts/sample_keys.h"

namespace keytrail::facts {
namespace {

std::size_t LinesIn(const std::string& text) {
  EXPECT_TRUE(LooksLikeKeyLines(text)) << text;
  return ParseKeyLines(text).size();
}

TEST(KeyLines, AreKnownWhereverTheyStand) {
  EXPECT_EQ(LinesIn(SampleKey()), 1U);
  EXPECT_EQ(LinesIn("# keys\n\n" + SampleKey() + " deploy\nnoise\n" + SampleKey()), 2U);
  EXPECT_EQ(LinesIn("restrict,command=\"x y\" " + SampleKey()), 1U);
  EXPECT_EQ(LinesIn("cert-authority,principals=\"a\" " + SampleKey()), 1U);
  std::string tabbed = SampleKey();
  tabbed.replace(tabbed.find(' '), 1, "\t \t");
  EXPECT_EQ(LinesIn("x\r\n" + tabbed + "\r\n"), 1U);
  EXPECT_EQ(LinesIn(SampleKey() + "\nnonsense=1 " + SampleKey()), 2U)
      << "a voided line beside a good one is kept";
}

TEST(KeyLines, OfAnotherFormAreNotTaken) {
  EXPECT_EQ(LinesIn("web.example.net " + SampleKey()), 0U);
  EXPECT_EQ(LinesIn("deploy@example.net namespaces=\"git\" " + SampleKey()), 0U);
  EXPECT_EQ(LinesIn("ssh_authorized_keys:\n  - " + SampleKey()), 0U);
  EXPECT_EQ(LinesIn("ssh-rsa AAAA\n"), 0U);
}

TEST(KeyLines, AreNotLookedForWhereNoTypeStandsBeforeABlob) {
  for (const std::string text :
       {"", "AAAA", " AAAA", "AAAAAAAAAAAAAAAA", "x AAAAB3NzaC1yc2E", "ssh-rsaAAAA",
        "ssh-rsa\nAAAAB3NzaC1yc2E", "data:AAAA AAAA AAAA"}) {
    EXPECT_FALSE(LooksLikeKeyLines(text)) << text;
  }
  EXPECT_FALSE(LooksLikeKeyLines(std::string(100'000, 'A')));
  EXPECT_FALSE(LooksLikeKeyLines("ssh-rsa" + std::string(100'000, ' ') + "AAAA"));
}

TEST(KeyLines, MayStandInAnySmallFileButThoseOfPackagesAndOfOtherForms) {
  for (const char* path :
       {"/etc/ssh/authorized_keys/deploy", "/etc/ssh/keys/deploy.pub", "/etc/ssh/ca.pub",
        "/var/lib/keys/authorized_keys", "/home/u/keys", "/deploy/.ssh/authorized_keys_backup",
        "/srv/git/.ssh/keys", "etc/ssh/authorized_keys"}) {
    EXPECT_TRUE(MayHoldKeyLines(path, 1000)) << path;
    EXPECT_FALSE(MayHoldKeyLines(path, limits::kKeyLinesFileBytesMax + 1)) << path;
    EXPECT_FALSE(MayHoldKeyLines(path, 10)) << path;
  }
  for (const char* path :
       {"/usr/share/doc/x", "/usr/lib/x", "/root/id.pub", "/home/u/.ssh/known_hosts",
        "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_host_rsa_key.pub", "/root/.ssh/authorized_keys",
        "/var/lib/docker/overlay2/a/diff/keys"}) {
    EXPECT_FALSE(MayHoldKeyLines(path, 1000)) << path;
  }
}

TEST(KeyLines, AreFactsOfTheFileThatHoldsThem) {
  FileEntry entry;
  entry.path = "/var/lib/keys/deploy";
  const std::string text = "\n" + SampleKey() + "\n";
  const auto facts = ParseFacts(entry.path, AsBytes(text), entry);
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].path, entry.path);
  EXPECT_EQ(std::get<AuthorizedLineFact>(facts[0].payload).line, 2U);
}

}  // namespace
}  // namespace keytrail::facts
