// The record's contract: positions, repeats, generations, what queries return.
#include "storage/record_store.h"

#include <gtest/gtest.h>

#include "tests/storage/record_fixture.h"

namespace keytrail::storage {
namespace {

ScanScript Scan(const std::string& id, std::vector<FileScript> files) {
  return {.id = id, .snapshot_ns = 10, .volumes = {{.id = "root", .files = std::move(files)}}};
}

const IngestPosition kFour{.scanner_id = "s", .epoch = 1, .sequence = 4};

class Record : public testing::Test {
 protected:
  Status Apply(std::uint64_t first, const std::vector<ScanRecord>& records,
               std::uint64_t epoch = 1) {
    return record_.store().Apply(
        {.scanner_id = "s", .epoch = epoch, .sequence = first + records.size() - 1}, first, records,
        {1});
  }
  RecordFixture record_;
  const std::vector<ScanRecord> four_ = RecordsOf(Scan("s1", {{.path = "/x", .types = {"a"}}}));
};

TEST_F(Record, PositionIsThatOfTheLastRecordApplied) {
  EXPECT_EQ(*record_.store().LastApplied("s", 1), 0U);
  ASSERT_TRUE(Apply(1, four_).ok());
  EXPECT_EQ(*record_.store().LastApplied("s", 1), 4U);
  EXPECT_EQ(*record_.store().LastApplied("s", 2), 0U);
  EXPECT_EQ(*record_.store().LastApplied("other", 1), 0U);
}

TEST_F(Record, RepeatChangesNothingNotEvenTheGeneration) {
  ASSERT_TRUE(Apply(1, four_).ok());
  const std::uint64_t generation = *record_.store().Generation();
  ASSERT_TRUE(Apply(1, four_).ok());
  EXPECT_EQ(*record_.store().Generation(), generation);
  ASSERT_TRUE(Apply(5, RecordsOf(Scan("s2", {}))).ok());
  EXPECT_GT(*record_.store().Generation(), generation);
}

TEST_F(Record, KnownRecordsOfAnOverlappingBatchArePassedOver) {
  ASSERT_TRUE(Apply(1, {four_.begin(), four_.begin() + 2}).ok());
  // A first record that would be refused, were it not known already.
  std::vector<ScanRecord> overlapping = four_;
  std::get<FileResult>(overlapping[1]).findings[0].rule_id.clear();
  ASSERT_TRUE(Apply(1, overlapping).ok());
  EXPECT_EQ(record_.StatusOf("root", "/x", "a"), "open");
  EXPECT_EQ(*record_.store().LastApplied("s", 1), 4U);
}

TEST_F(Record, GapIsRefusedAndTheFirstContactMayBeginAnywhere) {
  ASSERT_TRUE(Apply(100, four_).ok());
  EXPECT_EQ(Apply(105, four_).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(*record_.store().LastApplied("s", 1), 103U);
  EXPECT_TRUE(Apply(104, four_).ok());
  EXPECT_TRUE(Apply(500, four_, 2).ok());
}

TEST_F(Record, NumbersThatContradictTheCountAreRefused) {
  EXPECT_EQ(record_.store().Apply(kFour, 2, four_, {1}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(record_.store().Apply(kFour, 5, {}, {1}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(record_.store().Apply(kFour, 0, four_, {1}).code(), StatusCode::kInvalidArgument);
}

TEST_F(Record, BatchWithOneBadRecordLeavesNothingBehind) {
  ASSERT_TRUE(Apply(1, four_).ok());
  std::vector<ScanRecord> records =
      RecordsOf(Scan("s2", {{.path = "/new", .types = {"a"}}, {.path = "/y", .types = {"b"}}}));
  // The id of a finding that lies in another file.
  std::get<FileResult>(records[2]).findings[0].id = FindingId("root", "/x", "a");
  EXPECT_EQ(Apply(5, records).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(record_.Statuses().size(), 1U);
  EXPECT_EQ(*record_.store().LastApplied("s", 1), 4U);
}

TEST_F(Record, FindingsAreSortedAndFilteredByMachineAndStatus) {
  ASSERT_TRUE(Apply(1, RecordsOf(Scan("s1", {{.path = "/b", .types = {"a"}},
                                             {.path = "/a", .types = {"b", "a"}}})))
                  .ok());
  const auto rows = record_.store().Findings(kMachine, true);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[0].finding.id, FindingId("root", "/a", "a"));
  EXPECT_EQ((*rows)[2].finding.path, "/b");
  EXPECT_EQ((*rows)[2].finding.machine_id, kMachine);
  EXPECT_EQ((*rows)[2].finding.volume_id, "root");
  EXPECT_TRUE(record_.store().Findings("other", true)->empty());
  EXPECT_TRUE(record_.store().Facts("other")->empty());
  EXPECT_TRUE(record_.store().Coverage("other")->empty());
}

TEST_F(Record, PathsThatAreNotTextReturnByteByByte) {
  const std::string path("/\xff\n\x01", 4);
  ASSERT_TRUE(
      Apply(1, RecordsOf(Scan("s1", {{.path = path, .types = {"a"}, .accounts = {"\xfe"}}}))).ok());
  EXPECT_EQ(record_.store().Findings("", true)->front().finding.path, path);
  const Fact fact = record_.store().Facts("")->front();
  EXPECT_EQ(fact.path, path);
  EXPECT_EQ(std::get<AccountFact>(fact.payload).name, "\xfe");
}

TEST_F(Record, CoverageIsThatOfTheNewestSnapshotWhateverArrivedLast) {
  for (const auto& [id, ns, files] :
       {std::tuple("s1", 20, 2U), std::tuple("s2", 30, 3U), std::tuple("s0", 10, 1U)}) {
    ScanScript scan = Scan(id, {});
    scan.snapshot_ns = ns;
    std::vector<ScanRecord> records = RecordsOf(scan);
    std::get<VolumeCoverage>(records[1]).files_scanned = files;
    ASSERT_TRUE(record_.Publish(records).ok());
  }
  const auto coverage = record_.store().Coverage(kMachine);
  ASSERT_EQ(coverage->size(), 1U);
  EXPECT_EQ(coverage->front().files_scanned, 3U);
  EXPECT_EQ(coverage->front().snapshot_at.ns, 30);
}

TEST_F(Record, AnotherConnectionSeesTheSameAndItsGeneration) {
  const auto other = OpenRecordStore(record_.path());
  ASSERT_TRUE(other.ok()) << other.status();
  const std::uint64_t before = *(*other)->Generation();
  ASSERT_TRUE(Apply(1, four_).ok());
  EXPECT_GT(*(*other)->Generation(), before);
  EXPECT_EQ((*other)->Findings("", true)->size(), 1U);
}

}  // namespace
}  // namespace keytrail::storage
