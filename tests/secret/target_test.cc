#include "scanner/secret/target.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace keytrail::secret {
namespace {

using Captures = std::vector<std::pair<std::string, std::string>>;

ResolvedTarget Resolve(const std::string& resolver, const Captures& captures) {
  Rule rule;
  rule.target = resolver;
  Match match;
  match.rule = &rule;
  for (const auto& [name, text] : captures) {
    match.captures.push_back({.name = name, .file_offset = 0, .bytes = SecretBytes(text)});
  }
  return ResolveTarget(rule, match);
}

TEST(Target, NamesTheStorageAccountAndItsEndpoint) {
  const auto resolved = Resolve("azure_storage", {{"account", "ShopData01"}});
  EXPECT_EQ(resolved.target.kind, "storage_account");
  EXPECT_EQ(resolved.target.name, "shopdata01");
  EXPECT_EQ(resolved.target.cloud, "azure");
  EXPECT_EQ(resolved.target.state, TargetState::kUnknown);
  EXPECT_EQ(TextAttribute(resolved.attributes, "host"), "shopdata01.blob.core.windows.net");

  const auto china = Resolve(
      "azure_storage", {{"account", "shopdata01"}, {"endpoint_suffix", "core.chinacloudapi.cn"}});
  EXPECT_EQ(TextAttribute(china.attributes, "host"), "shopdata01.blob.core.chinacloudapi.cn");
  EXPECT_EQ(Resolve("azure_storage", {{"account", "not/an account"}}).target.kind, "");
}

TEST(Target, IsTheAwsAccountOrElseTheKeyItself) {
  const auto with_account = Resolve("aws_identity", {{"key_id", "ASIAY34FZKBOKMUTVV7A"}});
  EXPECT_EQ(with_account.target.kind, "identity");
  EXPECT_EQ(with_account.target.cloud, "aws");
  EXPECT_EQ(with_account.target.name, "609629065308");
  EXPECT_EQ(TextAttribute(with_account.attributes, "account"), "609629065308");
  const std::string old_id = std::string("AKIAI") + "OSFODNN7ABCDEFG";
  EXPECT_EQ(Resolve("aws_identity", {{"key_id", old_id}}).target.name, old_id);
}

TEST(Target, TellsTheCloudOfADatabaseByItsHost) {
  const std::pair<std::string, std::string> cases[] = {
      {"Shop.Postgres.Database.Azure.com.", "azure"},
      {"shop.c1abc2defghi.eu-west-1.rds.amazonaws.com", "aws"},
      {"0123.global.sql.goog", "gcp"},
      {"db.example.net", ""},
      {"localhost", ""},
  };
  for (const auto& [host, cloud] : cases) {
    const auto resolved = Resolve(
        "database", {{"host", host}, {"user", "app"}, {"port", "5432"}, {"database", "shop"}});
    EXPECT_EQ(resolved.target.kind, "database") << host;
    EXPECT_EQ(resolved.target.cloud, cloud) << host;
    EXPECT_EQ(TextAttribute(resolved.attributes, "user"), "app");
    EXPECT_EQ(TextAttribute(resolved.attributes, "database"), "shop");
    EXPECT_EQ(resolved.attributes.at("port"), AttributeValue(std::int64_t{5432}));
  }
  EXPECT_EQ(Resolve("database", {{"host", "Shop.Postgres.Database.Azure.com."}}).target.name,
            "shop.postgres.database.azure.com");
}

TEST(Target, IsNotStatedWithoutAHost) {
  const auto resolved = Resolve("database", {{"user", "app"}, {"port", "99999"}});
  EXPECT_EQ(resolved.target.kind, "");
  EXPECT_EQ(resolved.target.cloud, "");
  EXPECT_EQ(TextAttribute(resolved.attributes, "user"), "app");
  EXPECT_FALSE(resolved.attributes.contains("port"));
}

TEST(Target, LeavesOutAUserThatCouldBeASecret) {
  const std::string token = std::string("ghp") + "_" + std::string(18, 'a') + std::string(18, '7');
  for (const std::string& user : {token, std::string("two words"), std::string("a\nb")}) {
    const auto resolved = Resolve("url", {{"host", "github.com"}, {"user", user}});
    EXPECT_FALSE(resolved.attributes.contains("user")) << user;
    EXPECT_EQ(resolved.target.name, "github.com");
    EXPECT_EQ(resolved.target.kind, "external");
  }
  EXPECT_EQ(TextAttribute(Resolve("url", {{"user", "app%40shop"}}).attributes, "user"), "app@shop");
}

TEST(Target, IsEmptyForARuleWithoutAResolver) {
  EXPECT_EQ(Resolve("", {{"host", "db.example.net"}}).target.kind, "");
  EXPECT_EQ(Resolve("service:github.com", {}).target.name, "github.com");
}

}  // namespace
}  // namespace keytrail::secret
