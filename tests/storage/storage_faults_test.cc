// A disk that dies at the n-th write, for all n: what was reported as kept is kept, what was not is
// there whole or not at all.
#include <gtest/gtest.h>

#include "storage/outbox_store.h"
#include "tests/storage/faulty_vfs.h"
#include "tests/storage/record_fixture.h"

namespace keytrail::storage {
namespace {

ScanScript ScanNumber(const std::string& id, std::int64_t ns, std::vector<std::string> types) {
  return {.id = id,
          .snapshot_ns = ns,
          .volumes = {{.id = "root", .files = {{.path = "/x", .types = std::move(types)}}}}};
}

TEST(StorageFaults, BatchIsAppliedWholeOrNotAtAll) {
  FaultyVfs disk;
  const std::vector<ScanRecord> records = RecordsOf(ScanNumber("s2", 20, {"b"}));
  int at = 1;
  for (bool failed = true; failed; ++at) {
    RecordFixture record;
    record.Scan(ScanNumber("s1", 10, {"a"}));
    const auto before = record.Statuses();
    disk.FailFrom(at);
    const Status applied = record.Publish(records);
    failed = disk.failed();
    disk.FailFrom(0);
    const auto store = OpenRecordStore(record.path());
    ASSERT_TRUE(store.ok()) << at << ": " << store.status();
    const std::uint64_t position = *(*store)->LastApplied("s", 1);
    if (applied.ok()) {
      EXPECT_EQ(position, 8U) << at;
      EXPECT_EQ(record.StatusOf("root", "/x", "b"), "open") << at;
    } else if (position == 4) {
      EXPECT_EQ(record.Statuses(), before) << at;
      EXPECT_EQ((*store)->Findings("", false)->size(), 1U) << at;
    } else {
      EXPECT_EQ((*store)->Findings("", false)->size(), 2U) << at;
    }
    // The publisher sends it again.
    ASSERT_TRUE(
        (*store)->Apply({.scanner_id = "s", .epoch = 1, .sequence = 8}, 5, records, {1000}).ok())
        << at;
    EXPECT_EQ(record.StatusOf("root", "/x", "a"), "resolved") << at;
  }
  EXPECT_GT(at, 3);
}

TEST(StorageFaults, RowsReportedAsAppendedAreThere) {
  FaultyVfs disk;
  const std::vector<std::string> rows(20, std::string(1000, 'x'));
  int at = 1;
  for (bool failed = true; failed; ++at) {
    const test_support::TemporaryDirectory directory;
    const auto outbox = OpenOutboxStore(directory / "scanner.db");
    ASSERT_TRUE(outbox.ok()) << outbox.status();
    ASSERT_TRUE((*outbox)->Append({{"first"}}).ok());
    disk.FailFrom(at);
    const auto appended = (*outbox)->Append(rows);
    failed = disk.failed();
    disk.FailFrom(0);
    const auto again = OpenOutboxStore(directory / "scanner.db");
    ASSERT_TRUE(again.ok()) << at << ": " << again.status();
    const std::uint64_t pending = *(*again)->Pending();
    EXPECT_TRUE(appended.ok() ? pending == 21 : pending == 1 || pending == 21) << at;
    const auto more = (*again)->Append({{"last"}});
    ASSERT_TRUE(more.ok()) << at << ": " << more.status();
    EXPECT_EQ(*more, pending + 1) << at;
  }
  EXPECT_GT(at, 3);
}

}  // namespace
}  // namespace keytrail::storage
