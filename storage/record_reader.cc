#include "storage/record_reader.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "wire/record.h"

namespace keytrail::storage {
namespace {

// True for a volume v of machine m that is on none of the disks which m has by its newest scan of
// all disks.
constexpr const char* kOrphaned =
    "coalesce((v.listed_ns, v.listed_scan) < (m.all_disks_ns, m.all_disks_scan), 0)";

// True for a finding f whose secret type the newest full pack on its machine m does not know.
constexpr const char* kRetired =
    "coalesce((f.seen_ns, f.seen_scan) < (m.full_pack_ns, m.full_pack_scan), 0)"
    " AND NOT EXISTS (SELECT 1 FROM look_rules r"
    "  WHERE r.look_id = m.full_pack_look AND r.secret_type = f.secret_type)";

Status Damaged(const Database& database, const Status& why) {
  return MakeError(StatusCode::kDataLoss,
                   fmt::format("reading the store {}: a row cannot be decoded ({}): restore it "
                               "from a backup",
                               EscapeForDisplay(database.path()), MessageOf(why)));
}

StatusOr<RecordedFinding> FindingAt(const Database& database, const Rows& rows) {
  StatusOr<Finding> finding = wire::DecodeFinding(AsBytes(rows.Bytes(0)));
  if (!finding.ok()) return Damaged(database, finding.status());
  RecordedFinding recorded{.finding = *std::move(finding),
                           .status = static_cast<FindingStatus>(rows.Integer(1)),
                           .first_seen = {rows.Integer(2)},
                           .last_seen = {rows.Integer(3)}};
  recorded.finding.snapshot_at = recorded.last_seen;
  recorded.finding.scan_id = rows.Bytes(4);
  recorded.finding.machine_id = rows.Bytes(5);
  recorded.finding.volume_id = rows.Bytes(6);
  recorded.finding.path = rows.Bytes(7);
  return recorded;
}

StatusOr<Fact> FactAt(const Database& database, const Rows& rows) {
  StatusOr<Fact> fact = wire::DecodeFact(AsBytes(rows.Bytes(0)));
  if (!fact.ok()) return Damaged(database, fact.status());
  fact->machine_id = rows.Bytes(1);
  fact->volume_id = rows.Bytes(2);
  fact->path = rows.Bytes(3);
  return fact;
}

StatusOr<VolumeCoverage> CoverageAt(const Database& database, const Rows& rows) {
  StatusOr<VolumeCoverage> coverage = wire::DecodeCoverage(AsBytes(rows.Bytes(0)));
  if (!coverage.ok()) return Damaged(database, coverage.status());
  coverage->snapshot_at = {rows.Integer(1)};
  return coverage;
}

StatusOr<RecordedMachine> MachineAt(const Database&, const Rows& rows) {
  return RecordedMachine{
      .machine = {.id = rows.Bytes(0), .name = rows.Bytes(1), .unstable_id = rows.Integer(2) != 0},
      .first_seen = {rows.Integer(3)},
      .last_seen = {rows.Integer(4)}};
}

template <typename Item>
StatusOr<std::vector<Item>> All(Database& database, StatusOr<Rows> query,
                                StatusOr<Item> (*item_at)(const Database&, const Rows&)) {
  KT_ASSIGN_OR_RETURN(Rows rows, std::move(query));
  std::vector<Item> items;
  KT_ASSIGN_OR_RETURN(bool more, rows.Next());
  while (more) {
    KT_ASSIGN_OR_RETURN(Item item, item_at(database, rows));
    items.push_back(std::move(item));
    KT_ASSIGN_OR_RETURN(more, rows.Next());
  }
  return items;
}

}  // namespace

StatusOr<std::vector<RecordedFinding>> ReadFindings(Database& database,
                                                    const std::string& machine_id, bool open_only) {
  static_assert(static_cast<int>(FindingStatus::kOpen) == 0 &&
                static_cast<int>(FindingStatus::kResolved) == 1 &&
                static_cast<int>(FindingStatus::kRetired) == 2 &&
                static_cast<int>(FindingStatus::kOrphaned) == 3);
  const std::string sql = fmt::format(
      "SELECT * FROM (SELECT f.body, CASE WHEN f.closed THEN 1 WHEN {} THEN 3 WHEN {} THEN 2"
      "  ELSE 0 END AS status, f.first_seen_ns, f.seen_ns, f.seen_scan, m.machine_id,"
      "  v.volume_id, p.path, f.byte_offset, f.finding_id"
      " FROM findings f JOIN files p USING (file_key)"
      " JOIN volumes v ON v.volume_key = f.volume_key JOIN machines m USING (machine_id)"
      " WHERE ?1 = '' OR m.machine_id = ?1)"
      " WHERE ?2 = 0 OR status = 0 ORDER BY machine_id, path, byte_offset, finding_id",
      kOrphaned, kRetired);
  return All<RecordedFinding>(
      database,
      database.Query(sql, {std::string_view(machine_id), static_cast<std::int64_t>(open_only)}),
      FindingAt);
}

StatusOr<std::vector<Fact>> ReadFacts(Database& database, const std::string& machine_id) {
  const std::string sql = fmt::format(
      "SELECT f.body, m.machine_id, v.volume_id, p.path"
      " FROM facts f JOIN files p USING (file_key)"
      " JOIN volumes v ON v.volume_key = f.volume_key JOIN machines m USING (machine_id)"
      " WHERE (?1 = '' OR m.machine_id = ?1) AND NOT {}"
      " ORDER BY m.machine_id, p.path, f.kind, f.fact_id",
      kOrphaned);
  return All<Fact>(database, database.Query(sql, {std::string_view(machine_id)}), FactAt);
}

StatusOr<std::vector<RecordedMachine>> ReadMachines(Database& database) {
  return All<RecordedMachine>(
      database,
      database.Query("SELECT machine_id, name, unstable_id, first_seen_ns, seen_ns FROM machines"
                     " ORDER BY machine_id"),
      MachineAt);
}

StatusOr<std::vector<VolumeCoverage>> ReadCoverage(Database& database,
                                                   const std::string& machine_id) {
  const std::string sql = fmt::format(
      "SELECT c.body, c.scan_ns FROM coverage c JOIN volumes v USING (volume_key)"
      " JOIN machines m USING (machine_id)"
      " WHERE (?1 = '' OR m.machine_id = ?1) AND NOT {}"
      " AND NOT EXISTS (SELECT 1 FROM coverage n WHERE n.volume_key = c.volume_key"
      "  AND (n.scan_ns, n.scan_scan) > (c.scan_ns, c.scan_scan))"
      " ORDER BY m.machine_id, v.volume_id",
      kOrphaned);
  return All<VolumeCoverage>(database, database.Query(sql, {std::string_view(machine_id)}),
                             CoverageAt);
}

}  // namespace keytrail::storage
