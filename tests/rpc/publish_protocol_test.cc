// The publish protocol over each way to a builder: in-process, Unix socket, TCP, TLS.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "rpc/builder_host.h"
#include "rpc/channel.h"
#include "rpc/publish_client.h"
#include "rpc/query_client.h"
#include "scanner/daemon/publisher.h"
#include "storage/outbox_store.h"
#include "tests/rpc/sample_scan.h"
#include "tests/rpc/test_certificate.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::rpc {
namespace {

enum class Way { kInProcess, kUnixSocket, kTcp, kTls };

std::string NameOfWay(const testing::TestParamInfo<Way>& info) {
  switch (info.param) {
    case Way::kInProcess: return "InProcess";
    case Way::kUnixSocket: return "UnixSocket";
    case Way::kTcp: return "Tcp";
    case Way::kTls: return "Tls";
  }
  return "";
}

constexpr std::chrono::seconds kPatience{20};

class PublishProtocol : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    HostOptions options{.store_directory = directory_ / "store", .listen = {}};
    if (GetParam() == Way::kTcp) {
      options.listen = {.address = "127.0.0.1:0", .tls = {}, .insecure_loopback = true};
    } else if (GetParam() == Way::kTls) {
      tls_ = MakeCertificate(directory_.path());
      options.listen = {.address = "127.0.0.1:0", .tls = tls_};
      options.listen.tls.ca.clear();
    }
    auto host = BuilderHost::Start(options);
    ASSERT_TRUE(host.ok()) << host.status();
    host_ = *std::move(host);
    auto outbox = storage::OpenOutboxStore(directory_ / "scanner.db");
    ASSERT_TRUE(outbox.ok()) << outbox.status();
    outbox_ = *std::move(outbox);
    channel_ = OpenWay();
    ASSERT_NE(channel_, nullptr);
  }

  std::shared_ptr<grpc::Channel> OpenWay() {
    ServerAddress address;
    switch (GetParam()) {
      case Way::kInProcess: return host_->InProcessChannel();
      case Way::kUnixSocket:
        address.address = "unix:" + (directory_ / "store") + "/builder.sock";
        break;
      case Way::kTcp:
        address = {.address = fmt::format("127.0.0.1:{}", host_->listen_port()),
                   .tls = {},
                   .insecure_loopback = true};
        break;
      case Way::kTls:
        address = {.address = fmt::format("127.0.0.1:{}", host_->listen_port()),
                   .tls = {.ca = tls_.ca, .certificate = {}, .key = {}}};
        break;
    }
    const auto channel = OpenChannel(address);
    EXPECT_TRUE(channel.ok()) << channel.status();
    return channel.ok() ? *channel : nullptr;
  }

  std::unique_ptr<daemon::PublishTransport> Transport() { return MakePublishTransport(channel_); }
  daemon::TransportFactory Factory() {
    return [this]() -> StatusOr<std::unique_ptr<daemon::PublishTransport>> { return Transport(); };
  }
  std::vector<OutboxStore::Row> Rows(std::uint64_t after, std::size_t count) {
    return *outbox_->Read(after, count, limits::kPublishBatchBytesMax);
  }

  test_support::TemporaryDirectory directory_;
  TlsFiles tls_;
  std::unique_ptr<BuilderHost> host_;
  std::unique_ptr<OutboxStore> outbox_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_P(PublishProtocol, PublisherDeliversFarMoreBatchesThanItsWindow) {
  const auto last = outbox_->Append(Encoded(SampleScan("web-1", 300)));
  ASSERT_TRUE(last.ok());
  daemon::Publisher publisher(*outbox_, Factory(), {.window_batches = 3, .batch_records = 7});
  const Status flushed = publisher.Flush(*last, kPatience);
  ASSERT_TRUE(flushed.ok()) << flushed;
  EXPECT_EQ(*outbox_->Pending(), 0U);
  // What is appended while the stream is open goes as well.
  const auto more = outbox_->Append(Encoded(SampleScan("web-2", 5)));
  ASSERT_TRUE(publisher.Flush(*more, kPatience).ok());
}

TEST_P(PublishProtocol, StreamOpensAtTheLastSequenceApplied) {
  ASSERT_TRUE(outbox_->Append(Encoded(SampleScan("web-1", 10))).ok());
  const auto first = Transport();
  EXPECT_EQ(*first->Open(outbox_->scanner_id(), outbox_->epoch()), 0U);
  ASSERT_TRUE(first->Send(Rows(0, 4)).ok());
  EXPECT_EQ(*first->NextAck(), 4U);
  const auto second = Transport();
  EXPECT_EQ(*second->Open(outbox_->scanner_id(), outbox_->epoch()), 4U);
  EXPECT_EQ(*Transport()->Open(outbox_->scanner_id(), outbox_->epoch() + 1), 0U);
}

TEST_P(PublishProtocol, GapIsRefusedWithFailedPrecondition) {
  ASSERT_TRUE(outbox_->Append(Encoded(SampleScan("web-1", 10))).ok());
  const auto transport = Transport();
  ASSERT_TRUE(transport->Open(outbox_->scanner_id(), outbox_->epoch()).ok());
  ASSERT_TRUE(transport->Send(Rows(0, 2)).ok());
  EXPECT_EQ(*transport->NextAck(), 2U);
  ASSERT_TRUE(transport->Send(Rows(5, 2)).ok());
  EXPECT_EQ(transport->NextAck().status().code(), StatusCode::kFailedPrecondition);
}

TEST_P(PublishProtocol, BatchSentAgainIsAcknowledgedAndAppliedOnce) {
  ASSERT_TRUE(outbox_->Append(Encoded(SampleScan("web-1", 3))).ok());
  const auto transport = Transport();
  ASSERT_TRUE(transport->Open(outbox_->scanner_id(), outbox_->epoch()).ok());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(transport->Send(Rows(0, 6)).ok());
    EXPECT_EQ(*transport->NextAck(), 6U);
  }
  // Half known, half new.
  ASSERT_TRUE(outbox_->Append(Encoded(SampleScan("web-2", 0))).ok());
  ASSERT_TRUE(transport->Send(Rows(4, 5)).ok());
  EXPECT_EQ(*transport->NextAck(), 9U);
}

TEST_P(PublishProtocol, CloseWakesWhoeverWaitsForAnAcknowledgement) {
  const auto transport = Transport();
  ASSERT_TRUE(transport->Open(outbox_->scanner_id(), outbox_->epoch()).ok());
  std::jthread closer([&] { transport->Close(); });
  EXPECT_EQ(transport->NextAck().status().code(), StatusCode::kCancelled);
}

TEST_P(PublishProtocol, RecordThatIsNoneEndsTheStreamAndLeavesTheRecordAlone) {
  const auto transport = Transport();
  ASSERT_TRUE(transport->Open(outbox_->scanner_id(), outbox_->epoch()).ok());
  std::vector<ScanRecord> records = SampleScan("web-1", 0);
  std::get<ScanBegun>(records.front()).machine.id.clear();
  const OutboxStore::Row row{.sequence = 1, .record = wire::EncodeRecord(records.front())};
  ASSERT_TRUE(transport->Send({&row, 1}).ok());
  EXPECT_EQ(transport->NextAck().status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(*Transport()->Open(outbox_->scanner_id(), outbox_->epoch()), 0U);
}

INSTANTIATE_TEST_SUITE_P(Ways, PublishProtocol,
                         testing::Values(Way::kInProcess, Way::kUnixSocket, Way::kTcp, Way::kTls),
                         NameOfWay);

}  // namespace
}  // namespace keytrail::rpc
