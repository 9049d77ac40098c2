// What was published comes back through the queries: all of it, page by page.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "keytrail/v1/service.grpc.pb.h"
#include "rpc/publish_client.h"
#include "rpc/query_client.h"
#include "scanner/daemon/publisher.h"
#include "storage/outbox_store.h"
#include "tests/rpc/sample_scan.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::rpc {
namespace {

constexpr const char* kFingerprint = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

class Queries : public testing::Test {
 protected:
  void SetUp() override {
    auto connection = ConnectOrHost(directory_ / "store");
    ASSERT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
    outbox_ = *storage::OpenOutboxStore(directory_ / "scanner.db");
  }
  void Publish(const std::vector<ScanRecord>& records) {
    daemon::Publisher publisher(*outbox_, PublishOver(*connection_));
    const Status flushed =
        publisher.Flush(*outbox_->Append(Encoded(records)), std::chrono::seconds(20));
    ASSERT_TRUE(flushed.ok()) << flushed;
  }

  test_support::TemporaryDirectory directory_;
  std::unique_ptr<BuilderConnection> connection_;
  std::unique_ptr<OutboxStore> outbox_;
};

// A key on one machine, and an account on another that lists it.
std::vector<ScanRecord> KeyScan() {
  std::vector<ScanRecord> records = SampleScan("web-1", 1);
  auto& file = std::get<FileResult>(records[1]);
  file.path = "/home/deploy/.ssh/id_ed25519";
  file.findings[0].attributes = {{"public_key_fingerprint", kFingerprint},
                                 {"key_type", "ssh-ed25519"},
                                 {"bits", std::int64_t{256}},
                                 {"encrypted", false}};
  file.findings[0].family = SecretFamily::kKey;
  return records;
}

std::vector<ScanRecord> AccountScan() {
  std::vector<ScanRecord> records = SampleScan("db-1", 2, "scan-2");
  auto& passwd = std::get<FileResult>(records[1]);
  passwd.path = "/etc/passwd";
  passwd.findings.clear();
  passwd.facts[0].payload = AccountFact{
      .name = "deploy", .uid = 1000, .gid = 1000, .home = "/home/deploy", .shell = "/bin/sh"};
  auto& keys = std::get<FileResult>(records[2]);
  keys.path = "/home/deploy/.ssh/authorized_keys";
  keys.findings.clear();
  keys.facts[0].payload = AuthorizedLineFact{.line = 3,
                                             .key_type = "ssh-ed25519",
                                             .bits = 256,
                                             .public_key_fingerprint = kFingerprint,
                                             .comment = {},
                                             .options = {}};
  keys.facts[0].permissions = {.uid = 1000, .gid = 1000, .mode = 0600};
  // The walk was interrupted: what no fact states is not known.
  for (ScanRecord& record : records) {
    if (auto* coverage = std::get_if<VolumeCoverage>(&record)) coverage->walked_to_end = false;
  }
  return records;
}

TEST_F(Queries, KeyWithItsHolderAndTheAccountThatListsIt) {
  Publish(KeyScan());
  Publish(AccountScan());
  const auto keys = QueryClient(*connection_).ListKeys("");
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->front().public_key_fingerprint, kFingerprint);
  EXPECT_EQ(keys->front().bits, 256U);
  ASSERT_EQ(keys->front().holders.size(), 1U);
  EXPECT_EQ(keys->front().holders[0].machine_id, "web-1");
  ASSERT_EQ(keys->front().accounts.size(), 1U);
  const Door& door = keys->front().accounts[0].door;
  EXPECT_EQ(door.machine_id, "db-1");
  EXPECT_EQ(door.user, "deploy");
  EXPECT_EQ(door.verdict, Verdict::kUnknown);
  EXPECT_THAT(door.reasons, testing::Contains("not_evaluated"));
  EXPECT_FALSE(door.not_evaluated.empty());
  EXPECT_EQ(door.authorized_keys_line, 3U);
  EXPECT_TRUE(QueryClient(*connection_).ListKeys("SHA256:other")->empty());
}

TEST_F(Queries, PathsAreLeftOutOrShownByWhetherTheUnknownCounts) {
  Publish(KeyScan());
  Publish(AccountScan());
  QueryClient client(*connection_);
  const auto without = client.ListAttackPaths("", false);
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_TRUE(without->paths.empty());
  EXPECT_EQ(without->unknown_left_out, 1U);
  const auto with = client.ListAttackPaths("", true);
  ASSERT_TRUE(with.ok()) << with.status();
  ASSERT_EQ(with->paths.size(), 1U);
  const AttackPath& path = with->paths[0];
  EXPECT_EQ(path.entry.id, "web-1");
  EXPECT_EQ(path.target.id, "db-1/deploy");
  EXPECT_EQ(path.confidence, Confidence::kLow);
  EXPECT_FALSE(path.steps.empty());
  EXPECT_EQ(client.ListAttackPaths(path.id, true)->paths.size(), 1U);
  EXPECT_TRUE(client.ListAttackPaths("other", true)->paths.empty());
}

TEST_F(Queries, SecretsCarryWhatTheyAreRelatedTo) {
  Publish(KeyScan());
  Publish(AccountScan());
  const auto secrets = QueryClient(*connection_).ListSecrets("web-1");
  ASSERT_TRUE(secrets.ok()) << secrets.status();
  ASSERT_EQ(secrets->size(), 1U);
  const SecretRow& row = secrets->front();
  EXPECT_EQ(row.recorded.status, FindingStatus::kOpen);
  EXPECT_EQ(row.recorded.finding.path, "/home/deploy/.ssh/id_ed25519");
  EXPECT_EQ(row.recorded.finding.scan_id, "scan-1");
  EXPECT_EQ(row.recorded.finding.snapshot_at.ns, 1000);
  ASSERT_EQ(row.related.size(), 1U);
  EXPECT_EQ(row.related[0].relation, "authorised_elsewhere");
  EXPECT_EQ(row.related[0].user, "deploy");
}

TEST_F(Queries, AnswersChangeWithTheRecord) {
  QueryClient client(*connection_);
  EXPECT_TRUE(client.ListSecrets("")->empty());
  Publish(SampleScan("web-1", 3));
  EXPECT_EQ(client.ListSecrets("")->size(), 3U);
  Publish(SampleScan("web-1", 0, "scan-2"));
  EXPECT_TRUE(client.ListSecrets("")->empty());
  EXPECT_EQ(client.ListSecrets("", true)->size(), 3U);
}

TEST_F(Queries, MachinesAndCoverageComeBack) {
  std::vector<ScanRecord> records = SampleScan("web-1", 2);
  auto& facts = std::get<FileResult>(records[1]).facts;
  facts[0].payload = HostNameFact{.name = "web.example"};
  std::get<FileResult>(records[2]).facts[0].payload =
      OperatingSystemFact{.id = "debian", .version_id = "12", .pretty_name = "Debian 12"};
  std::get<VolumeCoverage>(records[3]).files_scanned = 7;
  Publish(records);
  QueryClient client(*connection_);
  const auto machines = client.ListMachines();
  ASSERT_TRUE(machines.ok()) << machines.status();
  ASSERT_EQ(machines->size(), 1U);
  EXPECT_EQ(machines->front().recorded.machine.name, "web-1-name");
  EXPECT_EQ(machines->front().os, "Debian 12");
  EXPECT_THAT(machines->front().hostnames, testing::ElementsAre("web.example"));
  const auto coverage = client.GetCoverage("web-1");
  ASSERT_TRUE(coverage.ok()) << coverage.status();
  ASSERT_EQ(coverage->size(), 1U);
  EXPECT_EQ(coverage->front().files_scanned, 7U);
  EXPECT_EQ(coverage->front().snapshot_at.ns, 1000);
  EXPECT_TRUE(client.GetCoverage("other")->empty());
}

TEST_F(Queries, PagesOfAnySizeTogetherAreTheWholeList) {
  Publish(SampleScan("web-1", 23));
  Publish(SampleScan("web-2", 5, "scan-2"));
  const auto whole = QueryClient(*connection_).ListSecrets("");
  ASSERT_EQ(whole->size(), 28U);
  const auto stub = v1::SecretService::NewStub(*connection_->Channel());
  for (const int page_size : {1, 2, 5, 27, 28, 29}) {
    v1::ListSecretsRequest request;
    request.set_page_size(page_size);
    std::vector<std::string> ids;
    do {
      grpc::ClientContext context;
      v1::ListSecretsResponse response;
      ASSERT_TRUE(stub->ListSecrets(&context, request, &response).ok());
      EXPECT_LE(response.findings_size(), page_size);
      for (const v1::Finding& finding : response.findings()) ids.push_back(finding.id());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    ASSERT_EQ(ids.size(), whole->size()) << page_size;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      EXPECT_EQ(ids[i], (*whole)[i].recorded.finding.id) << page_size;
    }
  }
}

TEST_F(Queries, BadPageSizesAndTokensAreInvalidArguments) {
  const auto stub = v1::SecretService::NewStub(*connection_->Channel());
  v1::ListSecretsRequest request;
  request.set_page_size(-1);
  v1::ListSecretsResponse response;
  grpc::ClientContext first;
  EXPECT_EQ(stub->ListSecrets(&first, request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  request.set_page_size(0);
  request.set_page_token("not a token!");
  grpc::ClientContext second;
  EXPECT_EQ(stub->ListSecrets(&second, request, &response).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace keytrail::rpc
