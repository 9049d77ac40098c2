// Resolution, rule by rule: what a scan closes, and above all what it does not.
#include <gtest/gtest.h>

#include "tests/storage/record_fixture.h"

namespace keytrail::storage {
namespace {

using Volumes = std::vector<VolumeScript>;

ScanScript FullScan(const std::string& id, std::int64_t ns, std::vector<FileScript> files) {
  return {.id = id, .snapshot_ns = ns, .volumes = {{.id = "root", .files = std::move(files)}}};
}

TEST(Resolution, FindingIsOpenWhenSeenAndResolvedWhenANewerWalkDoesNotSeeIt) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a"}}}));
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  record.Scan(FullScan("s2", 20, {}));
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "resolved");
  record.Scan(FullScan("s3", 30, {{.path = "/x", .types = {"a"}}}));
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
}

TEST(Resolution, SameScanAgainAddsNothing) {
  RecordFixture record;
  const ScanScript scan =
      FullScan("s1", 10, {{.path = "/x", .types = {"a", "b"}, .accounts = {"root"}}});
  record.Scan(scan);
  const auto statuses = record.Statuses();
  const auto accounts = record.Accounts();
  record.Scan(scan);
  EXPECT_EQ(record.Statuses(), statuses);
  EXPECT_EQ(record.Accounts(), accounts);
  EXPECT_EQ(record.store().Coverage("")->size(), 1U);
  EXPECT_EQ(record.store().Machines()->size(), 1U);
}

TEST(Resolution, OlderSnapshotThatFinishesLaterChangesNothing) {
  RecordFixture record;
  record.Scan(FullScan("new", 20, {{.path = "/kept", .types = {"a"}, .accounts = {"new"}}}));
  record.Scan(FullScan("old", 10,
                       {{.path = "/kept", .types = {"b"}, .accounts = {"old", "gone"}},
                        {.path = "/gone", .types = {"a"}}}));
  EXPECT_EQ(record.StatusOf("root", "/kept", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/kept", "b"), "resolved");
  EXPECT_EQ(record.StatusOf("root", "/gone", "a"), "resolved");
  const std::map<std::string, std::string> accounts = {{"root|/kept|account|0", "new"}};
  EXPECT_EQ(record.Accounts(), accounts);
}

TEST(Resolution, EqualSnapshotTimesAreOrderedByScanId) {
  RecordFixture record;
  record.Scan(FullScan("s2", 10, {{.path = "/x", .types = {"a"}}}));
  record.Scan(FullScan("s1", 10, {}));
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  record.Scan(FullScan("s3", 10, {}));
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "resolved");
}

TEST(Resolution, SnapshotWithoutATimeCountsFromWhenItWasReceived) {
  RecordFixture record;
  record.Scan(FullScan("dated", 50, {}));
  record.Scan(FullScan("earlier", 0, {{.path = "/x", .types = {"a"}}}), 40);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "resolved");
  record.Scan(FullScan("later", 0, {{.path = "/x", .types = {"a"}}}), 60);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  EXPECT_EQ(record.store().Findings("", true)->front().last_seen.ns, 60);
}

TEST(Resolution, InterruptedScanClosesOnlyInFilesThatItNames) {
  RecordFixture record;
  record.Scan(FullScan(
      "s1", 10,
      {{.path = "/named", .types = {"a", "b"}}, {.path = "/not-reached", .types = {"a"}}}));
  record.Scan(
      {.id = "s2",
       .snapshot_ns = 20,
       .volumes = {{.id = "root", .files = {{.path = "/named", .types = {"a"}}}, .ended = false}},
       .done = false});
  EXPECT_EQ(record.StatusOf("root", "/named", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/named", "b"), "resolved");
  EXPECT_EQ(record.StatusOf("root", "/not-reached", "a"), "open");
}

TEST(Resolution, WalkThatDidNotReachItsEndClosesNothingElsewhere) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a"}}}));
  record.Scan({.id = "s2", .snapshot_ns = 20, .volumes = {{.id = "root", .walked_to_end = false}}});
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
}

TEST(Resolution, FileNotReadToItsEndKeepsItsFindings) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a", "b"}, .accounts = {"u"}}}));
  record.Scan(FullScan("s2", 20, {{.path = "/x", .types = {"b"}, .read_to_end = false}}));
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/x", "b"), "open");
  EXPECT_EQ(record.Accounts().size(), 1U);
}

TEST(Resolution, ExceptedFilesAndAllBelowAnExceptedDirectoryKeepTheirFindings) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10,
                       {{.path = "/bad/deep/x", .types = {"a"}},
                        {.path = "/bad-not", .types = {"a"}},
                        {.path = "/file", .types = {"a"}}}));
  record.Scan({.id = "s2",
               .snapshot_ns = 20,
               .volumes = {{.id = "root", .exceptions = {"/bad", "/file"}}}});
  EXPECT_EQ(record.StatusOf("root", "/bad/deep/x", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/file", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/bad-not", "a"), "resolved");
}

TEST(Resolution, NarrowerScanClosesOnlyItsOwnRule) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a", "b"}}}));
  ScanScript narrow = FullScan("s2", 20, {});
  narrow.types = {"a"};
  record.Scan(narrow);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "resolved");
  EXPECT_EQ(record.StatusOf("root", "/x", "b"), "open");
}

TEST(Resolution, HigherFloorDoesNotCloseWhatItDoesNotReport) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a", "c"}}}));
  ScanScript high = FullScan("s2", 20, {});
  high.floor = Confidence::kHigh;
  record.Scan(high);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "resolved");
  EXPECT_EQ(record.StatusOf("root", "/x", "c"), "open");
}

TEST(Resolution, TypeThatLeftTheFullPackIsRetiredAndANarrowScanRetiresNothing) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a", "b"}}}));
  ScanScript narrow = FullScan("s2", 20, {{.path = "/x", .types = {"a"}}});
  narrow.types = {"a"};
  record.Scan(narrow);
  EXPECT_EQ(record.StatusOf("root", "/x", "b"), "open");
  ScanScript full = narrow;
  full.id = "s3";
  full.snapshot_ns = 30;
  full.full_pack = true;
  record.Scan(full);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/x", "b"), "retired");
}

TEST(Resolution, AllDisksOrphansWhatLayOnOthersUntilTheyAreSeenAgain) {
  RecordFixture record;
  ScanScript both{.id = "s1", .snapshot_ns = 10, .volumes = {}};
  both.volumes = {{.id = "root", .files = {{.path = "/x", .types = {"a"}}}},
                  {.id = "data", .files = {{.path = "/y", .types = {"a"}, .accounts = {"u"}}}}};
  record.Scan(both);
  ScanScript root = FullScan("s2", 20, {{.path = "/x", .types = {"a"}}});
  record.Scan(root);
  EXPECT_EQ(record.StatusOf("data", "/y", "a"), "open");
  root.id = "s3";
  root.snapshot_ns = 30;
  root.all_disks = true;
  record.Scan(root);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  EXPECT_EQ(record.StatusOf("data", "/y", "a"), "orphaned");
  EXPECT_TRUE(record.Accounts().empty());
  EXPECT_EQ(record.store().Coverage("")->size(), 1U);
  both.id = "s4";
  both.snapshot_ns = 40;
  record.Scan(both);
  EXPECT_EQ(record.StatusOf("data", "/y", "a"), "open");
  EXPECT_EQ(record.Accounts().size(), 1U);
}

TEST(Resolution, AllDisksOfAFailedOrInterruptedScanOrphansNothing) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a"}}}));
  ScanScript other{.id = "s2", .snapshot_ns = 20, .volumes = {{.id = "data"}}, .all_disks = true};
  other.outcome = ScanOutcome::kFailed;
  record.Scan(other);
  other.id = "s3";
  other.done = false;
  record.Scan(other);
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
}

TEST(Resolution, DatesAreThoseOfTheOldestAndTheNewestSnapshot) {
  RecordFixture record;
  for (const auto& [id, ns] :
       std::map<std::string, std::int64_t>{{"m", 20}, {"n", 30}, {"o", 10}}) {
    record.Scan(FullScan(id, ns, {{.path = "/x", .types = {"a"}}}));
  }
  const RecordedFinding row = record.store().Findings(kMachine, true)->front();
  EXPECT_EQ(row.first_seen.ns, 10);
  EXPECT_EQ(row.last_seen.ns, 30);
  EXPECT_EQ(row.finding.scan_id, "n");
  EXPECT_EQ(row.finding.preview, "n");
  EXPECT_EQ(record.store().Machines()->front().first_seen.ns, 10);
  EXPECT_EQ(record.store().Machines()->front().last_seen.ns, 30);
}

TEST(Resolution, ScanWhoseBeginningWasNeverReceivedIsKeptAndClosesNothing) {
  RecordFixture record;
  record.Scan(FullScan("s1", 10, {{.path = "/x", .types = {"a"}}}));
  std::vector<ScanRecord> records = RecordsOf(FullScan("s2", 20, {{.path = "/y", .types = {"a"}}}));
  records.erase(records.begin());
  ASSERT_TRUE(record.Publish(records).ok());
  EXPECT_EQ(record.StatusOf("root", "/x", "a"), "open");
  EXPECT_EQ(record.StatusOf("root", "/y", "a"), "open");
}

}  // namespace
}  // namespace keytrail::storage
