#include "scanner/secret/finding.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/digest.h"
#include "scanner/secret/pem_key.h"
#include "scanner/secret/redact.h"
#include "scanner/secret/unescape.h"
#include "tests/secret/key_files.h"

namespace keytrail::secret {
namespace {

Rule MakeRule(SecretFamily family, const std::string& prefix) {
  Rule rule;
  rule.id = "test.rule";
  rule.secret_type = "test_secret";
  rule.family = family;
  rule.severity = Severity::kHigh;
  rule.confidence = Confidence::kHigh;
  rule.constant_prefix = prefix;
  return rule;
}

FileEntry MakeEntry(const std::string& path) {
  FileEntry entry;
  entry.volume_id = "uuid:1";
  entry.path = path;
  entry.inode = 1187;
  entry.size = 2210;
  entry.permissions = {.uid = 1000, .gid = 1000, .mode = 0640};
  entry.directories = std::make_shared<DirectoryChain>(
      DirectoryChain{.permissions = {0, 0, 0755}, .parent = nullptr});
  entry.mtime = {5};
  return entry;
}

Match MakeMatch(const Rule& rule, std::uint64_t offset, const std::string& secret) {
  Match match;
  match.rule = &rule;
  match.file_offset = offset;
  match.captures.push_back(
      {.name = "secret", .file_offset = offset + 7, .bytes = SecretBytes(secret)});
  return match;
}

TEST(Finding, CarriesAllThatTheWorkerKnows) {
  const Rule rule = MakeRule(SecretFamily::kToken, "tok_");
  const std::string secret = "tok_" + std::string(26, 'k') + "q3";
  const auto made = MakeFinding(MakeMatch(rule, 100, secret), MakeEntry("/srv/app/.env"));
  ASSERT_TRUE(made.has_value());
  const Finding& finding = made->finding;
  EXPECT_EQ(finding.rule_id, "test.rule");
  EXPECT_EQ(finding.secret_type, "test_secret");
  EXPECT_EQ(finding.severity, Severity::kHigh);
  EXPECT_EQ(finding.volume_id, "uuid:1");
  EXPECT_EQ(finding.path, "/srv/app/.env");
  EXPECT_EQ(finding.byte_offset, 107U) << "the secret's place, not the match's";
  EXPECT_EQ(finding.byte_length, secret.size());
  EXPECT_EQ(finding.inode, 1187U);
  EXPECT_EQ(finding.permissions.mode, 0640U);
  EXPECT_EQ(finding.mtime.ns, 5);
  EXPECT_EQ(finding.readable_by.uids, (std::vector<std::uint32_t>{0, 1000}));
  EXPECT_FALSE(finding.readable_by.anyone);
  EXPECT_EQ(finding.preview, "tok_…****q3");
  EXPECT_EQ(finding.line, 0U);
  EXPECT_TRUE(finding.fingerprint.empty());
  EXPECT_EQ(made->secret_sha256, Sha256(AsBytes(secret)));
}

TEST(Finding, IsNotMadeOfAnEmptyOrMissingSecret) {
  const Rule rule = MakeRule(SecretFamily::kToken, "");
  Match without;
  without.rule = &rule;
  EXPECT_FALSE(MakeFinding(without, MakeEntry("/a")).has_value());
  EXPECT_FALSE(MakeFinding(MakeMatch(rule, 0, ""), MakeEntry("/a")).has_value());
}

TEST(Finding, HasOneDigestHoweverTheSecretWasEscaped) {
  const Rule rule = MakeRule(SecretFamily::kPassword, "");
  const auto digest = [&](const std::string& text) {
    return MakeFinding(MakeMatch(rule, 0, text), MakeEntry("/a"))->secret_sha256;
  };
  EXPECT_EQ(digest("p&ss/w@rd"), Sha256(AsBytes("p&ss/w@rd")));
  EXPECT_EQ(digest("p&amp;ss%2fw%40rd"), digest("p&ss/w@rd"));
  EXPECT_EQ(digest("p&#38;ss&#x2F;w&#64;rd"), digest("p&ss/w@rd"));
  EXPECT_NE(digest("p%ss"), digest("p%25ss%"));
}

TEST(Unescape, LeavesWhatIsNoEscape) {
  for (const char* text : {"%", "%4", "%zz", "100%", "a%2", "&", "&;", "&amp", "&bogus;", "&#;",
                           "&#x;", "&#300;", "&#-1;", "& amp;"}) {
    EXPECT_EQ(EntityUnescape(PercentUnescape(text)), text);
  }
  EXPECT_EQ(PercentUnescape("%00%7E"), std::string("\0~", 2));
  EXPECT_EQ(EntityUnescape("&lt;&gt;&quot;&apos;&amp;amp;"), "<>\"'&amp;");
}

struct PreviewCase {
  SecretFamily family;
  std::string prefix;
  std::string secret;
  std::string expected;
};

TEST(Preview, ShowsNoMoreThanTheFamilyAllows) {
  const std::string long_secret = std::string(30, 'x') + "yz";
  const PreviewCase cases[] = {
      {SecretFamily::kConnectionString, "DefaultEndpointsProtocol", long_secret, "DefaultEnd…****"},
      {SecretFamily::kConnectionString, "postgres", long_secret, "postgres…****"},
      {SecretFamily::kToken, "ghp_", long_secret, "ghp_…****yz"},
      {SecretFamily::kToken, "", long_secret, "****yz"},
      {SecretFamily::kToken, "ghp_", std::string(19, 'x'), "ghp_…****"},
      {SecretFamily::kToken, "ghp_", std::string(20, 'x'), "ghp_…****xx"},
      {SecretFamily::kKey, "", long_secret, "****yz"},
      {SecretFamily::kPassword, "anything", long_secret, "****"},
      {SecretFamily::kHash, "", long_secret, "****"},
      {SecretFamily::kCertificate, "", long_secret, "****"},
      {SecretFamily::kSasToken, "sig=", long_secret, "sig=…****yz"},
      {SecretFamily::kToken, "t", std::string(30, 'x') + "\n\x01", "t…****"},
  };
  for (const PreviewCase& tested : cases) {
    EXPECT_EQ(Preview(MakeRule(tested.family, tested.prefix), AsBytes(tested.secret)),
              tested.expected);
  }
}

class KeyFinding : public testing::Test {
 protected:
  WorkerFinding Make(const std::string& text, const std::string& path) {
    const auto key = ParsePemKey(AsBytes(text));
    EXPECT_TRUE(key.has_value());
    Match anchor;
    anchor.rule = &rule_;
    anchor.file_offset = 40;
    anchor.byte_length = 35;
    return MakeKeyFinding(anchor, *key, MakeEntry(path), known_);
  }

  const Rule rule_ = MakeRule(SecretFamily::kKey, "-----BEGIN");
  KeyFiles files_;
  KnownKeys known_;
};

TEST_F(KeyFinding, StatesTheKeyAndNothingOfItsBody) {
  const std::string path = files_.MakeSshKey({"-t", "ed25519"});
  const std::string text = ReadFile(path);
  const Finding finding = Make(text, "/home/deploy/.ssh/id_ed25519").finding;
  EXPECT_EQ(finding.byte_offset, 40U);
  EXPECT_EQ(finding.byte_length, text.size() - 1);
  EXPECT_EQ(finding.preview, "-----BEGIN OPENSSH PRIVATE KEY-----…****");
  EXPECT_EQ(TextAttribute(finding.attributes, "key_type"), "ssh-ed25519");
  EXPECT_EQ(finding.attributes.at("bits"), AttributeValue(std::int64_t{256}));
  EXPECT_EQ(finding.attributes.at("encrypted"), AttributeValue(false));
  EXPECT_EQ(TextAttribute(finding.attributes, "format"), "openssh");
  EXPECT_EQ(TextAttribute(finding.attributes, "comment"), "deploy@web");
  EXPECT_EQ(TextAttribute(finding.attributes, "public_key_fingerprint"),
            files_.Fingerprint(path + ".pub"));
  EXPECT_EQ(finding.severity, Severity::kHigh);
  EXPECT_FALSE(finding.attributes.contains("host_key"));
}

TEST_F(KeyFinding, MarksTheMachinesOwnKeys) {
  const std::string text = ReadFile(files_.MakeSshKey({"-t", "ed25519"}));
  const Finding finding = Make(text, "/etc/ssh/ssh_host_ed25519_key").finding;
  EXPECT_EQ(finding.attributes.at("host_key"), AttributeValue(true));
  EXPECT_EQ(finding.severity, Severity::kMedium);
  EXPECT_FALSE(Make(text, "/home/ssh_host_ed25519_key").finding.attributes.contains("host_key"));
}

TEST_F(KeyFinding, IsNoNewsWhereEverybodyHasTheKey) {
  const std::string path = files_.MakeSshKey({"-t", "ed25519"});
  const std::string fingerprint = files_.Fingerprint(path + ".pub");
  known_ = KnownKeys::Parse(fingerprint, "list").value();
  const Finding authorised = Make(ReadFile(path), "/k").finding;
  EXPECT_EQ(authorised.attributes.at("known_public"), AttributeValue(true));
  EXPECT_EQ(authorised.severity, Severity::kLow);
  EXPECT_EQ(authorised.suppressed_by, "");
  known_ = KnownKeys::Parse("test " + fingerprint, "list").value();
  EXPECT_EQ(Make(ReadFile(path), "/k").finding.suppressed_by, "known_public");
}

TEST_F(KeyFinding, DropsACommentThatIsNoName) {
  for (const std::string comment : {"two words", "pass:w0rd!", ""}) {
    const std::string path = files_.MakeSshKey({"-t", "ed25519", "-C", comment});
    EXPECT_FALSE(Make(ReadFile(path), "/k").finding.attributes.contains("comment")) << comment;
  }
}

TEST_F(KeyFinding, OfAnEncryptedPemKeyHasNoFingerprint) {
  const std::string path = files_.MakeSshKey({"-t", "rsa", "-m", "PEM"}, "correct horse");
  const Finding finding = Make(ReadFile(path), "/k").finding;
  EXPECT_EQ(finding.attributes.at("encrypted"), AttributeValue(true));
  EXPECT_FALSE(finding.attributes.contains("public_key_fingerprint"));
  EXPECT_FALSE(finding.attributes.contains("bits"));
}

}  // namespace
}  // namespace keytrail::secret
