// The outbox: one numbering, whoever appends; nothing lost, nothing kept that was acknowledged.
#include "storage/outbox_store.h"

#include <sys/stat.h>

#include <set>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace keytrail::storage {
namespace {

class Outbox : public testing::Test {
 protected:
  std::unique_ptr<OutboxStore> Open() {
    auto store = OpenOutboxStore(path());
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  std::string path() const { return directory_ / "scanner.db"; }

  test_support::TemporaryDirectory directory_;
};

std::vector<std::string> Records(int count, const std::string& text = "record") {
  return std::vector<std::string>(static_cast<std::size_t>(count), text);
}

TEST_F(Outbox, ScannerIdAndEpochAreMadeOnceAndKept) {
  const auto first = Open();
  EXPECT_EQ(first->scanner_id().size(), 32U);
  EXPECT_EQ(first->scanner_id().find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(first->epoch(), 1U);
  ASSERT_TRUE(first->BeginEpoch().ok());
  EXPECT_EQ(first->epoch(), 2U);
  const auto second = Open();
  EXPECT_EQ(second->scanner_id(), first->scanner_id());
  EXPECT_EQ(second->epoch(), 2U);
}

TEST_F(Outbox, SequencesGoOnAfterAcknowledgementAndReopening) {
  EXPECT_EQ(*Open()->LastSequence(), 0U);
  EXPECT_EQ(*Open()->Append(Records(3)), 3U);
  ASSERT_TRUE(Open()->Acknowledge(3).ok());
  EXPECT_EQ(*Open()->Pending(), 0U);
  EXPECT_EQ(*Open()->LastSequence(), 3U);
  const auto store = Open();
  EXPECT_EQ(*store->Append(Records(2)), 5U);
  const auto rows = *store->Read(0, 10, 1000);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].sequence, 4U);
  EXPECT_EQ(rows[1].sequence, 5U);
}

TEST_F(Outbox, ReadIsBoundedByRowsAndBytesAndGivesAtLeastOneRow) {
  const auto store = Open();
  ASSERT_TRUE(store->Append(Records(5, std::string(100, 'x'))).ok());
  EXPECT_EQ(store->Read(0, 3, 1000)->size(), 3U);
  EXPECT_EQ(store->Read(0, 10, 250)->size(), 2U);
  EXPECT_EQ(store->Read(0, 10, 1)->size(), 1U);
  EXPECT_EQ(store->Read(3, 10, 1000)->front().sequence, 4U);
  EXPECT_TRUE(store->Read(5, 10, 1000)->empty());
  EXPECT_EQ(store->Read(0, 1, 1000)->front().record, std::string(100, 'x'));
}

TEST_F(Outbox, AcknowledgingTwiceOrBehindRemovesNothingElse) {
  const auto store = Open();
  ASSERT_TRUE(store->Append(Records(5)).ok());
  ASSERT_TRUE(store->Acknowledge(3).ok());
  ASSERT_TRUE(store->Acknowledge(2).ok());
  ASSERT_TRUE(store->Acknowledge(0).ok());
  EXPECT_EQ(*store->Pending(), 2U);
}

TEST_F(Outbox, BytesOfARecordReturnExactly) {
  const auto store = Open();
  const std::string record("\0\xff\n", 3);
  ASSERT_TRUE(store->Append({{record}}).ok());
  EXPECT_EQ(store->Read(0, 1, 10)->front().record, record);
}

TEST_F(Outbox, ManyWritersShareOneNumberingWithoutGaps) {
  constexpr int kWriters = 4;
  constexpr int kAppends = 15;
  std::vector<std::unique_ptr<OutboxStore>> stores;
  for (int i = 0; i < kWriters; ++i) stores.push_back(Open());
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&store = *stores[static_cast<std::size_t>(i)], i] {
        for (int k = 0; k < kAppends; ++k) {
          const auto last = store.Append(Records(3, fmt::format("{}", i)));
          ASSERT_TRUE(last.ok()) << last.status();
        }
      });
    }
  }
  const auto rows = *stores[0]->Read(0, 1000, 1'000'000);
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(kWriters * kAppends * 3));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].sequence, i + 1);
    // Each append is whole.
    ASSERT_EQ(rows[i].record, rows[i - i % 3].record);
  }
}

TEST_F(Outbox, OpenedForTheFirstTimeByManyAtOnceIsOneStore) {
  constexpr int kOpeners = 6;
  std::vector<std::string> ids(kOpeners);
  {
    std::vector<std::jthread> openers;
    for (std::string& id : ids) openers.emplace_back([&] { id = Open()->scanner_id(); });
  }
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U);
}

TEST_F(Outbox, FileIsPrivateToItsOwner) {
  Open();
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

}  // namespace
}  // namespace keytrail::storage
