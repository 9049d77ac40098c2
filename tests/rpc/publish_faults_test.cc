// Whatever breaks while publishing, a rerun converges: nothing lost, nothing doubled.
#include <filesystem>

#include <gtest/gtest.h>

#include "rpc/builder_connection.h"
#include "rpc/publish_client.h"
#include "scanner/daemon/publisher.h"
#include "storage/outbox_store.h"
#include "storage/record_store.h"
#include "tests/rpc/faulty_transport.h"
#include "tests/rpc/sample_scan.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::rpc {
namespace {

constexpr std::chrono::seconds kPatience{20};
constexpr int kFiles = 12;
const daemon::PublisherOptions kQuick = {.window_batches = 2,
                                         .batch_records = 4,
                                         .retry_first = std::chrono::milliseconds(1),
                                         .retry_last = std::chrono::milliseconds(50),
                                         .seed = 1};

class PublishFaults : public testing::Test {
 protected:
  void SetUp() override {
    connection_ = Located();
    outbox_ = Outbox();
  }
  std::string StorePath() const { return directory_ / "store"; }
  std::unique_ptr<BuilderConnection> Located() const {
    auto connection = ConnectOrHost(StorePath());
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }
  std::unique_ptr<OutboxStore> Outbox() const {
    auto outbox = storage::OpenOutboxStore(directory_ / "scanner.db");
    EXPECT_TRUE(outbox.ok()) << outbox.status();
    return *std::move(outbox);
  }
  // A second reader of the record, beside the builder's own.
  std::string Recorded() const {
    const auto store = storage::OpenRecordStore(StorePath() + "/graph.db");
    EXPECT_TRUE(store.ok()) << store.status();
    return Dump(**store);
  }
  std::uint64_t Append(const std::string& machine_id) {
    return *outbox_->Append(Encoded(SampleScan(machine_id, kFiles)));
  }
  daemon::TransportFactory Faulty(FaultPlan& plan) {
    return [this, &plan]() -> StatusOr<std::unique_ptr<daemon::PublishTransport>> {
      KT_ASSIGN_OR_RETURN(auto inner, PublishOver (*connection_)());
      return std::make_unique<FaultyTransport>(std::move(inner), plan);
    };
  }
  Status PublishAll(std::uint64_t last) {
    daemon::Publisher publisher(*outbox_, PublishOver(*connection_), kQuick);
    return publisher.Flush(last, kPatience);
  }

  test_support::TemporaryDirectory directory_;
  std::unique_ptr<BuilderConnection> connection_;
  std::unique_ptr<OutboxStore> outbox_;
};

// What a publication without faults leaves.
std::string Expected(const std::vector<std::string>& machines) {
  const test_support::TemporaryDirectory directory;
  const auto store = storage::OpenRecordStore(directory / "graph.db");
  std::uint64_t next = 1;
  for (const std::string& machine : machines) {
    const std::vector<ScanRecord> records = SampleScan(machine, kFiles);
    const IngestPosition position{
        .scanner_id = "expected", .epoch = 1, .sequence = next + records.size() - 1};
    EXPECT_TRUE((*store)->Apply(position, next, records, {1}).ok());
    next += records.size();
  }
  return Dump(**store);
}

TEST_F(PublishFaults, StreamThatBreaksAtAnyOperationConverges) {
  std::vector<std::string> machines;
  for (const Fault fault : kFaults) {
    bool struck = true;
    for (int at = 1; struck; ++at) {
      machines.push_back(fmt::format("m-{}-{}", static_cast<int>(fault), at));
      const std::uint64_t last = Append(machines.back());
      FaultPlan plan(fault, at);
      daemon::Publisher publisher(*outbox_, Faulty(plan), kQuick);
      const Status flushed = publisher.Flush(last, kPatience);
      ASSERT_TRUE(flushed.ok()) << "fault " << static_cast<int>(fault) << " at " << at << ": "
                                << flushed;
      struck = plan.struck();
    }
  }
  EXPECT_EQ(*outbox_->Pending(), 0U);
  EXPECT_GT(machines.size(), 15U);
  std::ranges::sort(machines);
  EXPECT_EQ(Recorded(), Expected(machines));
}

TEST_F(PublishFaults, PublisherThatEndsAtAnyAcknowledgementLeavesTheRestToTheNext) {
  std::vector<std::string> machines;
  bool struck = true;
  for (int at = 1; struck; ++at) {
    machines.push_back(fmt::format("m-{:02}", at));
    const std::uint64_t last = Append(machines.back());
    FaultPlan plan(Fault::kAckLost, at);
    daemon::PublisherOptions once = kQuick;
    once.retry_first = once.retry_last = std::chrono::hours(1);
    {
      daemon::Publisher publisher(*outbox_, Faulty(plan), once);
      static_cast<void>(publisher.Flush(last, std::chrono::milliseconds(300)));
    }
    outbox_ = Outbox();
    const Status flushed = PublishAll(last);
    ASSERT_TRUE(flushed.ok()) << "at " << at << ": " << flushed;
    struck = plan.struck();
  }
  EXPECT_EQ(*outbox_->Pending(), 0U);
  EXPECT_EQ(Recorded(), Expected(machines));
}

TEST_F(PublishFaults, TwoPublishersOnOneOutboxDoubleNothing) {
  const std::unique_ptr<OutboxStore> other = Outbox();
  EXPECT_EQ(other->scanner_id(), outbox_->scanner_id());
  daemon::Publisher one(*outbox_, PublishOver(*connection_), kQuick);
  daemon::Publisher two(*other, PublishOver(*connection_), kQuick);
  std::vector<std::string> machines;
  for (int i = 0; i < 10; ++i) {
    machines.push_back(fmt::format("m-{}", i));
    const std::uint64_t last =
        *(i % 2 == 0 ? *outbox_ : *other).Append(Encoded(SampleScan(machines.back(), kFiles)));
    const Status flushed = (i % 3 == 0 ? one : two).Flush(last, kPatience);
    ASSERT_TRUE(flushed.ok()) << flushed;
  }
  EXPECT_EQ(*outbox_->Pending(), 0U);
  EXPECT_EQ(Recorded(), Expected(machines));
}

TEST_F(PublishFaults, BuilderThatEndsIsReplacedByTheNextConnection) {
  const auto client = Located();
  EXPECT_FALSE(client->hosts());
  daemon::Publisher publisher(*outbox_, PublishOver(*client), kQuick);
  ASSERT_TRUE(publisher.Flush(Append("m-1"), kPatience).ok());
  connection_.reset();
  const Status flushed = publisher.Flush(Append("m-2"), kPatience);
  ASSERT_TRUE(flushed.ok()) << flushed;
  EXPECT_TRUE(client->hosts());
  EXPECT_EQ(Recorded(), Expected({"m-1", "m-2"}));
}

TEST_F(PublishFaults, RestoredBuilderIsGivenWhatIsLeftUnderANewEpoch) {
  const std::string graph = StorePath() + "/graph.db";
  const auto files = {"", "-wal"};
  ASSERT_TRUE(PublishAll(Append("m-1")).ok());
  connection_.reset();
  for (const char* suffix : files) {
    if (!std::filesystem::exists(graph + suffix)) continue;
    std::filesystem::copy(graph + suffix, directory_ / (std::string("backup") + suffix));
  }
  connection_ = Located();
  ASSERT_TRUE(PublishAll(Append("m-2")).ok());
  connection_.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(graph + suffix);
  for (const char* suffix : files) {
    const std::string backup = directory_ / (std::string("backup") + suffix);
    if (std::filesystem::exists(backup)) std::filesystem::copy(backup, graph + suffix);
  }
  connection_ = Located();
  const std::uint64_t epoch = outbox_->epoch();
  const Status flushed = PublishAll(Append("m-3"));
  ASSERT_TRUE(flushed.ok()) << flushed;
  EXPECT_EQ(outbox_->epoch(), epoch + 1);
  EXPECT_EQ(Recorded(), Expected({"m-1", "m-3"}));
}

TEST_F(PublishFaults, RestoredOutboxDoesNotLoseWhatItNumbersAgain) {
  outbox_.reset();
  std::filesystem::copy(directory_ / "scanner.db", directory_ / "backup");
  outbox_ = Outbox();
  ASSERT_TRUE(PublishAll(Append("m-1")).ok());
  outbox_.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove((directory_ / "scanner.db") + suffix);
  }
  std::filesystem::copy(directory_ / "backup", directory_ / "scanner.db");
  outbox_ = Outbox();
  std::vector<std::string> few = Encoded(SampleScan("m-2", kFiles));
  few.pop_back();
  ASSERT_TRUE(outbox_->Append(few).ok());
  const Status flushed = PublishAll(*outbox_->LastSequence());
  ASSERT_TRUE(flushed.ok()) << flushed;
  EXPECT_EQ(Recorded(), Expected({"m-1", "m-2"}));
}

TEST_F(PublishFaults, FlushSaysWhyWhenTheBuilderCannotBeReached) {
  const daemon::TransportFactory nobody =
      []() -> StatusOr<std::unique_ptr<daemon::PublishTransport>> {
    return MakeError(StatusCode::kUnavailable, "nobody is there");
  };
  daemon::Publisher publisher(*outbox_, nobody, kQuick);
  const std::uint64_t last = Append("m-1");
  const Status flushed = publisher.Flush(last, std::chrono::milliseconds(100));
  EXPECT_EQ(flushed.code(), StatusCode::kDeadlineExceeded);
  EXPECT_NE(MessageOf(flushed).find("nobody is there"), std::string::npos) << flushed;
  EXPECT_EQ(*outbox_->Pending(), last);
}

TEST_F(PublishFaults, FlushReturnsAtOnceWhenTheBuilderRefusesForGood) {
  const daemon::TransportFactory refused =
      []() -> StatusOr<std::unique_ptr<daemon::PublishTransport>> {
    return MakeError(StatusCode::kPermissionDenied, "not you");
  };
  daemon::Publisher publisher(*outbox_, refused, kQuick);
  EXPECT_EQ(publisher.Flush(Append("m-1"), kPatience).code(), StatusCode::kPermissionDenied);
}

TEST_F(PublishFaults, FlushOfAStoppedCallerReturnsCancelled) {
  std::stop_source stop;
  stop.request_stop();
  const daemon::TransportFactory nobody =
      []() -> StatusOr<std::unique_ptr<daemon::PublishTransport>> {
    return MakeError(StatusCode::kUnavailable, "nobody is there");
  };
  daemon::Publisher publisher(*outbox_, nobody, kQuick);
  EXPECT_EQ(publisher.Flush(Append("m-1"), kPatience, stop.get_token()).code(),
            StatusCode::kCancelled);
}

}  // namespace
}  // namespace keytrail::rpc
