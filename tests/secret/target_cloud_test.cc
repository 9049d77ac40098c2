// Targets in clouds: one test a row of what secrets name.
#include <gtest/gtest.h>

#include "base/digest.h"
#include "scanner/secret/service_suffixes.h"
#include "tests/secret/resolve_support.h"

namespace keytrail::secret {
namespace {

using testing::Captures;
using testing::Expiry;
using testing::Resolve;
using testing::Text;

const std::string kKeyId = std::string("ASIA") + "Y34FZKBOKMUTVV7A";  // of account 609629065308

TEST(CloudTarget, KnowsTheServicesByTheirHosts) {
  struct Case {
    std::string host;
    std::string kind;
    std::string cloud;
    std::string resource;
    std::string region;
  };
  const Case cases[] = {
      {"shop.database.windows.net", "database", "azure", "shop", ""},
      {"shop.secure.database.windows.net", "database", "azure", "shop", ""},
      {"mi.0a1b2c3d.database.windows.net", "database", "azure", "mi", ""},
      {"shop.database.chinacloudapi.cn", "database", "azure", "shop", ""},
      {"shop.postgres.database.usgovcloudapi.net", "database", "azure", "shop", ""},
      {"shop.documents.azure.com", "database", "azure", "shop", ""},
      {"shop.mongo.cosmos.azure.com", "database", "azure", "shop", ""},
      {"acme.servicebus.windows.net", "message_broker", "azure", "acme", ""},
      {"acme.westeurope.redisenterprise.cache.azure.net", "database", "azure", "acme",
       "westeurope"},
      {"acme.vault.azure.net", "key_vault", "azure", "acme", ""},
      {"acme.vaultcore.azure.net", "key_vault", "azure", "acme", ""},
      {"acme.azurecr.io", "container_registry", "azure", "acme", ""},
      {"acme.westeurope.batch.azure.com", "batch_account", "azure", "acme", "westeurope"},
      {"acme.scm.azurewebsites.net", "app_service", "azure", "acme", ""},
      {"acme-0a1b.hcp.westeurope.azmk8s.io", "cluster", "azure", "acme-0a1b", "westeurope"},
      {"shop.c1abc2defghi.eu-west-1.rds.amazonaws.com", "database", "aws", "shop", "eu-west-1"},
      {"shop.c1abc2defghi.rds.cn-north-1.amazonaws.com.cn", "database", "aws", "shop",
       "cn-north-1"},
      {"0A1B2C.gr7.eu-west-1.eks.amazonaws.com", "cluster", "aws", "0a1b2c", "eu-west-1"},
      {"b-0a1b-1.mq.eu-west-1.amazonaws.com", "message_broker", "aws", "b-0a1b-1", "eu-west-1"},
      {"123456789012.dkr.ecr.us-east-1.amazonaws.com", "container_registry", "aws", "123456789012",
       "us-east-1"},
      {"acme.logs.s3.eu-west-1.amazonaws.com", "bucket", "aws", "acme.logs", "eu-west-1"},
      {"s3.us-east-2.amazonaws.com", "bucket", "aws", "", "us-east-2"},
      {"acme.s3-us-west-2.amazonaws.com", "bucket", "aws", "acme", "us-west-2"},
      {"acme.storage.googleapis.com", "bucket", "gcp", "acme", ""},
      {"cluster0.abcde.mongodb.net", "database", "", "cluster0", ""},
  };
  for (const Case& expected : cases) {
    const auto service = RecogniseHost(CanonicalHost(expected.host));
    ASSERT_TRUE(service.has_value()) << expected.host;
    EXPECT_EQ(service->kind, expected.kind) << expected.host;
    EXPECT_EQ(service->cloud, expected.cloud) << expected.host;
    EXPECT_EQ(service->resource_name, expected.resource) << expected.host;
    EXPECT_EQ(service->region, expected.region) << expected.host;
  }
  for (const std::string host : {"db.example.net", "amazonaws.com", "azure.com", "", "rds"}) {
    EXPECT_FALSE(RecogniseHost(host).has_value()) << host;
  }
}

TEST(CloudTarget, JoinsAHostWithItsPrivatelinkTwin) {
  EXPECT_EQ(CanonicalHost("Shop.PrivateLink.database.windows.net."), "shop.database.windows.net");
  EXPECT_EQ(CanonicalHost("acme.privatelink.vaultcore.azure.net"), "acme.vault.azure.net");
  EXPECT_EQ(CanonicalHost("acme.privatelink.westeurope.batch.azure.com"),
            "acme.westeurope.batch.azure.com");
}

TEST(CloudTarget, TellsAReaderAndTheAccountsMarkInAnRdsEndpoint) {
  const auto reader =
      Resolve("database", {{"host", "shop.cluster-ro-c1abc2defghi.eu-west-1.rds.amazonaws.com"}});
  EXPECT_EQ(Text(reader, "customer_dns_id"), "c1abc2defghi");
  EXPECT_EQ(reader.attributes.at("read_only"), AttributeValue(true));
  const auto proxy =
      Resolve("database", {{"host", "shop.proxy-c1abc2defghi.eu-west-1.rds.amazonaws.com"}});
  EXPECT_EQ(Text(proxy, "customer_dns_id"), "c1abc2defghi");
  EXPECT_FALSE(proxy.attributes.contains("read_only"));
}

TEST(CloudTarget, NamesTheAccountOfAStorageHost) {
  const auto secondary =
      Resolve("azure_storage", {{"host", "shopdata-secondary.blob.core.windows.net"}});
  EXPECT_EQ(secondary.target.kind, "storage_account");
  EXPECT_EQ(secondary.target.name, "shopdata");
  EXPECT_EQ(secondary.attributes.at("read_only"), AttributeValue(true));
}

TEST(CloudTarget, ReadsASharedAccessSignature) {
  const std::string signature =
      "sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2026-03-04T05:06:07Z&spr=https"
      "&sig=" +
      std::string(43, 'a') + "%3D";
  const auto account =
      Resolve("azure_sas", {{"host", "shopdata.blob.core.windows.net"}, {"query", signature}});
  EXPECT_EQ(account.target.kind, "storage_account");
  EXPECT_EQ(account.target.name, "shopdata");
  EXPECT_EQ(Text(account, "scope"), "account");
  EXPECT_EQ(account.attributes.at("read_only"), AttributeValue(true));
  EXPECT_EQ(Expiry(account), "2026-03-04T05:06:07");

  const auto delegated =
      Resolve("azure_sas",
              {{"host", "shopdata.blob.core.windows.net"},
               {"path", "backups/2026/db.bak"},
               {"secret",
                "?sr=b&sp=rw&skoid=11111111-2222-3333-4444-555555555555&sktid=66666666-7777-8888-"
                "9999-aaaaaaaaaaaa&ske=2026-01-02&se=2026-03-04T05%3A06Z&si=daily&sig=x"}});
  EXPECT_EQ(Text(delegated, "scope"), "user_delegation");
  EXPECT_EQ(Text(delegated, "tenant"), "66666666-7777-8888-9999-aaaaaaaaaaaa");
  EXPECT_EQ(Text(delegated, "container"), "backups");
  EXPECT_EQ(Text(delegated, "entity"), "2026/db.bak");
  EXPECT_EQ(Text(delegated, "stored_policy"), "daily");
  EXPECT_EQ(delegated.attributes.at("read_only"), AttributeValue(false));
  EXPECT_EQ(Expiry(delegated), "2026-01-02T00:00:00") << "the delegation key ends first";

  const auto bus = Resolve(
      "azure_sas",
      {{"secret",
        "sr=sb%3A%2F%2Facme.servicebus.windows.net%2Forders&sig=x&se=1900000000&skn=send"}});
  EXPECT_EQ(bus.target.kind, "message_broker");
  EXPECT_EQ(bus.target.name, "acme.servicebus.windows.net");
  EXPECT_EQ(Text(bus, "entity"), "orders");
  EXPECT_EQ(Text(bus, "policy"), "send");
  EXPECT_EQ(Expiry(bus), "2030-03-17T17:46:40");
}

TEST(CloudTarget, CompletesTheNameOfAResource) {
  const auto search = Resolve("azure_host:search.windows.net", {{"resource", "Acme"}});
  EXPECT_EQ(search.target.kind, "search_service");
  EXPECT_EQ(search.target.name, "acme.search.windows.net");
  EXPECT_EQ(Resolve("azure_host:search.windows.net", {}).target.kind, "");
}

TEST(CloudTarget, NamesApplicationsAndOrganisations) {
  const auto application =
      Resolve("entra", {{"tenant", "66666666-7777-8888-9999-aaaaaaaaaaaa"},
                        {"client_id", "11111111-2222-3333-4444-555555555555"}});
  EXPECT_EQ(application.target.kind, "identity");
  EXPECT_EQ(application.target.name, "11111111-2222-3333-4444-555555555555");
  EXPECT_EQ(Text(application, "target_certainty"), "account");
  EXPECT_EQ(Resolve("entra", {{"user", "Ops@acme.onmicrosoft.com"}}).target.name,
            "ops@acme.onmicrosoft.com");
  for (const Captures& captures :
       {Captures{{"organization", "Acme"}}, Captures{{"url", "https://dev.azure.com/acme/_git/x"}},
        Captures{{"host", "acme.visualstudio.com"}}}) {
    EXPECT_EQ(Resolve("azure_devops", captures).target.name, "dev.azure.com/acme");
  }
  EXPECT_EQ(Text(Resolve("azure_devops", {}), "target_certainty"), "hint");
}

TEST(CloudTarget, ReadsAPresignedUrl) {
  const auto resolved = Resolve(
      "aws_presigned",
      {{"host", "acme-backups.s3.eu-west-1.amazonaws.com"},
       {"path", "db/2026.sql.gz"},
       {"query", "X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=" + kKeyId +
                     "%2F20260304%2Feu-west-1%2Fs3%2Faws4_request&amp;X-Amz-Date=20260304T050607Z"
                     "&amp;X-Amz-Expires=3600&amp;X-Amz-Signature=0"}});
  EXPECT_EQ(resolved.target.kind, "bucket");
  EXPECT_EQ(resolved.target.name, "acme-backups");
  EXPECT_EQ(resolved.target.cloud, "aws");
  EXPECT_EQ(Text(resolved, "entity"), "db/2026.sql.gz");
  EXPECT_EQ(Text(resolved, "account"), "609629065308");
  EXPECT_EQ(resolved.attributes.at("temporary"), AttributeValue(true));
  EXPECT_EQ(Expiry(resolved), "2026-03-04T06:06:07");

  const auto old = Resolve("aws_presigned",
                           {{"host", "s3.amazonaws.com"},
                            {"path", "acme/x.zip"},
                            {"query", "AWSAccessKeyId=" + kKeyId + "\\u0026Expires=1900000000"}});
  EXPECT_EQ(old.target.name, "acme");
  EXPECT_EQ(Text(old, "entity"), "x.zip");
  EXPECT_EQ(Expiry(old), "2030-03-17T17:46:40");
}

TEST(CloudTarget, ReadsASignedUrlOfGoogle) {
  const auto resolved =
      Resolve("gcs_signed",
              {{"host", "storage.googleapis.com"},
               {"path", "acme-backups/db.sql.gz"},
               {"query",
                "X-Goog-Credential=backup%40acme-prod.iam.gserviceaccount.com%2F20260304%2Fauto"
                "&X-Goog-Date=20260304T050607Z&X-Goog-Expires=60"}});
  EXPECT_EQ(resolved.target.kind, "bucket");
  EXPECT_EQ(resolved.target.name, "acme-backups");
  EXPECT_EQ(resolved.target.cloud, "gcp");
  EXPECT_EQ(Text(resolved, "principal"), "backup@acme-prod.iam.gserviceaccount.com");
  EXPECT_EQ(Text(resolved, "account"), "acme-prod");
  EXPECT_EQ(Expiry(resolved), "2026-03-04T05:07:07");
}

TEST(CloudTarget, NamesAServiceAccountAndItsProject) {
  const auto resolved = Resolve("gcp_service_account",
                                {{"client_email", "backup@acme-prod.iam.gserviceaccount.com"}});
  EXPECT_EQ(resolved.target.kind, "identity");
  EXPECT_EQ(resolved.target.name, "backup@acme-prod.iam.gserviceaccount.com");
  EXPECT_EQ(Text(resolved, "account"), "acme-prod");
  EXPECT_EQ(Text(Resolve("gcp_service_account", {{"project", "acme-prod"}}), "target_certainty"),
            "account");
}

TEST(CloudTarget, TakesTheAccountFromAnArn) {
  const auto resolved = Resolve("aws_identity", {{"arn", "arn:aws:iam::123456789012:role/backup"}});
  EXPECT_EQ(resolved.target.name, "123456789012");
  EXPECT_EQ(Text(resolved, "principal"), "arn:aws:iam::123456789012:role/backup");
}

}  // namespace
}  // namespace keytrail::secret
