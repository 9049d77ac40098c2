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

// The same scan of another machine, whose findings and facts have other ids.
std::vector<ScanRecord> OnMachine(const std::string& machine_id, std::vector<ScanRecord> records) {
  for (ScanRecord& record : records) {
    if (auto* begun = std::get_if<ScanBegun>(&record)) begun->machine.id = machine_id;
    if (auto* coverage = std::get_if<VolumeCoverage>(&record)) coverage->machine_id = machine_id;
    if (auto* done = std::get_if<ScanDone>(&record)) done->machine_id = machine_id;
    if (auto* file = std::get_if<FileResult>(&record)) {
      file->machine_id = machine_id;
      for (Finding& finding : file->findings) finding.id += "@" + machine_id;
      for (Fact& fact : file->facts) fact.id += "@" + machine_id;
    }
  }
  return records;
}

class Machines : public Record {
 protected:
  void Scan(const std::string& machine_id, const std::string& scan_id, std::int64_t snapshot_ns,
            std::vector<FileScript> files) {
    ScanScript scan{.id = scan_id,
                    .snapshot_ns = snapshot_ns,
                    .volumes = {{.id = "root", .files = std::move(files)}}};
    const Status status = record_.Publish(OnMachine(machine_id, RecordsOf(scan)));
    ASSERT_TRUE(status.ok()) << status;
  }
  std::vector<MachineRecord> Visit(const MachineRange& range) {
    std::vector<MachineRecord> machines;
    const Status status = record_.store().VisitMachines(
        range, [&](MachineRecord machine) { machines.push_back(std::move(machine)); });
    EXPECT_TRUE(status.ok()) << status;
    return machines;
  }
  static std::vector<std::string> IdsOf(const std::vector<MachineRecord>& machines) {
    std::vector<std::string> ids;
    for (const MachineRecord& machine : machines) ids.push_back(machine.machine.machine.id);
    return ids;
  }
};

using Ids = std::vector<std::string>;

TEST_F(Machines, AreVisitedInOrderEachWithItsOwnRows) {
  Scan("b", "s1", 10,
       {{.path = "/y", .types = {"b"}, .accounts = {"beta"}}, {.path = "/x", .types = {"a"}}});
  Scan("c", "s2", 10, {});
  Scan("a", "s3", 10, {{.path = "/x", .types = {}, .accounts = {"alpha", "omega"}}});
  const std::vector<MachineRecord> machines = Visit({});
  ASSERT_EQ(IdsOf(machines), (Ids{"a", "b", "c"}));
  EXPECT_EQ(machines[0].facts.size(), 2U);
  EXPECT_TRUE(machines[0].findings.empty());
  ASSERT_EQ(machines[1].findings.size(), 2U);
  EXPECT_EQ(machines[1].findings[0].finding.path, "/x");
  EXPECT_EQ(machines[1].findings[1].finding.machine_id, "b");
  ASSERT_EQ(machines[1].facts.size(), 1U);
  EXPECT_EQ(std::get<AccountFact>(machines[1].facts[0].payload).name, "beta");
  ASSERT_EQ(machines[1].coverage.size(), 1U);
  EXPECT_EQ(machines[1].coverage[0].machine_id, "b");
  EXPECT_TRUE(machines[2].facts.empty());
  EXPECT_EQ(machines[2].coverage.size(), 1U);
}

TEST_F(Machines, OfARangeAreThoseBetweenBothEnds) {
  for (const char* id : {"a", "b", "c", "d"}) Scan(id, "s", 10, {{.path = "/x", .types = {"a"}}});
  EXPECT_EQ(IdsOf(Visit({.first = "b", .last = "c"})), (Ids{"b", "c"}));
  EXPECT_EQ(IdsOf(Visit({.first = "c", .last = {}})), (Ids{"c", "d"}));
  EXPECT_EQ(IdsOf(Visit({.first = "a!", .last = "b~"})), (Ids{"b"}));
  EXPECT_TRUE(Visit({.first = "e", .last = {}}).empty());
  ASSERT_EQ(Visit({.first = "b", .last = "b"})[0].findings.size(), 1U);
}

TEST_F(Machines, FindingsAreVisitedUntilTheVisitorHasEnough) {
  for (const char* id : {"a", "b", "c"}) Scan(id, "s", 10, {{.path = "/x", .types = {"a", "b"}}});
  Ids visited;
  const Status status =
      record_.store().VisitFindings({.first = "b", .last = {}}, [&](const RecordedFinding& row) {
        visited.push_back(row.finding.machine_id);
        return visited.size() < 3;
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(visited, (Ids{"b", "b", "c"}));
}

TEST_F(Machines, ThatChangedSinceAGenerationAreThoseOfWhichSomethingWasApplied) {
  EXPECT_TRUE(record_.store().ChangedSince(0)->empty());
  for (const char* id : {"a", "b", "c"})
    Scan(id, "s1", 10, {{.path = "/x", .types = {}, .accounts = {"u"}}});
  const std::uint64_t generation = *record_.store().Generation();
  EXPECT_EQ(*record_.store().ChangedSince(0), (Ids{"a", "b", "c"}));
  EXPECT_TRUE(record_.store().ChangedSince(generation)->empty());
  Scan("b", "s2", 20, {});
  EXPECT_EQ(*record_.store().ChangedSince(generation), Ids{"b"});
  EXPECT_TRUE(record_.store().ChangedSince(*record_.store().Generation())->empty());
}

TEST_F(Machines, ScannedAgainReplaceTheirOwnFactsOnly) {
  for (const char* id : {"a", "b"}) {
    Scan(id, "s1", 10, {{.path = "/x", .types = {"a"}, .accounts = {"old", "gone"}}});
  }
  Scan("b", "s2", 20, {{.path = "/x", .types = {}, .accounts = {"new"}}});
  const std::vector<MachineRecord> machines = Visit({});
  EXPECT_EQ(machines[0].facts.size(), 2U);
  EXPECT_EQ(machines[0].findings[0].status, FindingStatus::kOpen);
  ASSERT_EQ(machines[1].facts.size(), 1U);
  EXPECT_EQ(std::get<AccountFact>(machines[1].facts[0].payload).name, "new");
  EXPECT_EQ(machines[1].findings[0].status, FindingStatus::kResolved);
}

// A visit reads one moment of the record, though a scan is applied while it goes on.
TEST_F(Machines, AreVisitedAsOneMomentHasThem) {
  for (const char* id : {"a", "b"})
    Scan(id, "s1", 10, {{.path = "/x", .types = {}, .accounts = {"old"}}});
  std::vector<std::size_t> facts;
  const Status status = record_.store().VisitMachines({}, [&](const MachineRecord& machine) {
    if (facts.empty()) Scan("b", "s2", 20, {});
    facts.push_back(machine.facts.size());
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(facts, (std::vector<std::size_t>{1, 1}));
  EXPECT_TRUE(Visit({.first = "b", .last = "b"})[0].facts.empty());
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
