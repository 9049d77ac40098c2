#include "scanner/secret/target.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <utility>

#include "base/text.h"
#include "tests/secret/resolve_support.h"

namespace keytrail::secret {
namespace {

using testing::Resolve;
using testing::Text;

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
      {"shop.privatelink.mysql.database.azure.com", "azure"},
      {"dwh.123456789012.us-east-1.redshift-serverless.amazonaws.com", "aws"},
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

TEST(Target, IsLocalWhereItsNameMeansNothingElsewhere) {
  for (const std::string host :
       {"localhost", "db", "10.1.2.3", "172.31.0.1", "192.168.7.7", "[::1]", "[fd00::17]",
        "db.shop.svc.cluster.local", "ip-10-0-0-4.ec2.internal", "169.254.1.1", "100.64.0.9"}) {
    const auto resolved = Resolve("database", {{"host", host}});
    EXPECT_EQ(resolved.attributes.at("local_target"), AttributeValue(true)) << host;
    EXPECT_EQ(resolved.target.cloud, "") << host;
    EXPECT_EQ(Text(resolved, "target_certainty"), "hint") << host;
  }
  for (const std::string host : {"db.example.net", "172.32.0.1", "8.8.8.8", "[2001:db8::1]",
                                 "shop.mysql.database.azure.com"}) {
    const auto resolved = Resolve("database", {{"host", host}});
    EXPECT_FALSE(resolved.attributes.contains("local_target")) << host;
    EXPECT_EQ(Text(resolved, "target_certainty"), "exact") << host;
  }
}

TEST(Target, ReadsAPortAndTheFirstHostOfAList) {
  const std::pair<std::string, std::int64_t> cases[] = {
      {"db1.example.net:27018,db2.example.net:27017", 27018},
      {"tcp:db1.example.net,1433", 1433},
      {"DB1.example.net", 5432},
  };
  for (const auto& [host, port] : cases) {
    const auto resolved = Resolve("database:5432", {{"host", host}});
    EXPECT_EQ(resolved.target.name, "db1.example.net") << host;
    EXPECT_EQ(resolved.attributes.at("port"), AttributeValue(port)) << host;
  }
  EXPECT_EQ(Resolve("url", {{"host", "[fd00::17]"}}).target.name, "[fd00::17]");
}

TEST(Target, EndsWhenTheTextBesideTheSecretSays) {
  EXPECT_EQ(testing::Expiry(Resolve("service:awsapps.com", {{"expires", "2026-03-04T05:06:07Z"}})),
            "2026-03-04T05:06:07");
  EXPECT_EQ(testing::Expiry(Resolve("url", {{"expires", "soon"}})), "");
}

// Whatever a disk holds: no crash, and nothing leaves that is no harmless name.
TEST(Target, KeepsItsPromisesForHostileCaptures) {
  const std::uint32_t seed = 20261124;
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random(seed);
  const std::string alphabet =
      "ab.-:/?&=%@[]{}\"'\\\n\0\xff"
      "0123456789,_AKIA+";
  const char* names[] = {"host",    "port",        "user",           "account", "query",
                         "secret",  "path",        "key_id",         "server",  "tenant",
                         "context", "certificate", "expires",        "url",     "client_email",
                         "arn",     "resource",    "endpoint_suffix"};
  for (int round = 0; round < 400; ++round) {
    testing::Captures captures;
    for (const char* name : names) {
      std::string text(random() % 60, 'x');
      for (char& c : text) c = alphabet[random() % alphabet.size()];
      captures.emplace_back(name, text);
    }
    for (const std::string_view resolver : kTargetResolvers) {
      const auto resolved = Resolve(std::string(resolver) + ":core.windows.net", captures);
      for (const auto& [name, value] : resolved.attributes) {
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr) continue;
        EXPECT_TRUE(IsUtf8(*text)) << resolver << " " << name;
        EXPECT_EQ(text->find_first_of("\n?&=\"'\\ "), std::string::npos) << resolver << " " << name;
      }
      EXPECT_EQ(resolved.target.name.find_first_of("\n?&=\"' "), std::string::npos) << resolver;
    }
  }
}

}  // namespace
}  // namespace keytrail::secret
