#include "storage/record_reader.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

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
  coverage->machine_id = rows.Bytes(2);
  return coverage;
}

StatusOr<RecordedMachine> MachineAt(const Database&, const Rows& rows) {
  return RecordedMachine{
      .machine = {.id = rows.Bytes(0), .name = rows.Bytes(1), .unstable_id = rows.Integer(2) != 0},
      .first_seen = {rows.Integer(3)},
      .last_seen = {rows.Integer(4)}};
}

StatusOr<std::string> IdAt(const Database&, const Rows& rows) { return rows.Bytes(0); }

// The end of a range, for comparison with an id: every BLOB is more than every TEXT.
Value EndOf(const MachineRange& range) {
  if (range.last.empty()) return Blob{};
  return std::string_view(range.last);
}

MachineRange RangeOf(const std::string& machine_id) {
  return {.first = machine_id, .last = machine_id};
}

StatusOr<Rows> QueryRange(Database& database, const std::string& sql, const MachineRange& range) {
  return database.Query(sql, {std::string_view(range.first), EndOf(range)});
}

// All queries go from the machines of the range to their volumes and on, in this order (CROSS JOIN
// fixes it), so that rows come machine by machine and only those of one are ever sorted.
StatusOr<Rows> QueryFindings(Database& database, const MachineRange& range) {
  static_assert(static_cast<int>(FindingStatus::kOpen) == 0 &&
                static_cast<int>(FindingStatus::kResolved) == 1 &&
                static_cast<int>(FindingStatus::kRetired) == 2 &&
                static_cast<int>(FindingStatus::kOrphaned) == 3);
  static const std::string kSql = fmt::format(
      "SELECT f.body, CASE WHEN f.closed THEN 1 WHEN {} THEN 3 WHEN {} THEN 2 ELSE 0 END,"
      "  f.first_seen_ns, f.seen_ns, f.seen_scan, m.machine_id, v.volume_id, p.path"
      " FROM machines m CROSS JOIN volumes v ON v.machine_id = m.machine_id"
      " CROSS JOIN findings f ON f.volume_key = v.volume_key"
      " CROSS JOIN files p ON p.file_key = f.file_key"
      " WHERE m.machine_id >= ?1 AND m.machine_id <= ?2"
      " ORDER BY m.machine_id, p.path, f.byte_offset, f.finding_id",
      kOrphaned, kRetired);
  return QueryRange(database, kSql, range);
}

StatusOr<Rows> QueryFacts(Database& database, const MachineRange& range) {
  static const std::string kSql = fmt::format(
      "SELECT f.body, m.machine_id, v.volume_id, p.path"
      " FROM machines m CROSS JOIN volumes v ON v.machine_id = m.machine_id"
      " CROSS JOIN facts f ON f.volume_key = v.volume_key"
      " CROSS JOIN files p ON p.file_key = f.file_key"
      " WHERE m.machine_id >= ?1 AND m.machine_id <= ?2 AND NOT {}"
      " ORDER BY m.machine_id",
      kOrphaned);
  return QueryRange(database, kSql, range);
}

StatusOr<Rows> QueryCoverage(Database& database, const MachineRange& range) {
  static const std::string kSql = fmt::format(
      "SELECT c.body, c.scan_ns, m.machine_id"
      " FROM machines m CROSS JOIN volumes v ON v.machine_id = m.machine_id"
      " CROSS JOIN coverage c ON c.volume_key = v.volume_key"
      " WHERE m.machine_id >= ?1 AND m.machine_id <= ?2 AND NOT {}"
      " AND NOT EXISTS (SELECT 1 FROM coverage n WHERE n.volume_key = c.volume_key"
      "  AND (n.scan_ns, n.scan_scan) > (c.scan_ns, c.scan_scan))"
      " ORDER BY m.machine_id, v.volume_id",
      kOrphaned);
  return QueryRange(database, kSql, range);
}

StatusOr<Rows> QueryMachines(Database& database, const MachineRange& range) {
  static const std::string kSql =
      "SELECT machine_id, name, unstable_id, first_seen_ns, seen_ns FROM machines"
      " WHERE machine_id >= ?1 AND machine_id <= ?2 ORDER BY machine_id";
  return QueryRange(database, kSql, range);
}

// The items of a query, of which the first that was not taken is looked at.
template <typename Item>
class ItemStream {
 public:
  using ItemAt = StatusOr<Item> (*)(const Database&, const Rows&);

  ItemStream(const Database& database, Rows rows, ItemAt item_at)
      : database_(database), rows_(std::move(rows)), item_at_(item_at) {}

  // False when there is no further item. Before the first: call once.
  StatusOr<bool> Next() {
    KT_ASSIGN_OR_RETURN(has_item_, rows_.Next());
    if (!has_item_) return false;
    KT_ASSIGN_OR_RETURN(item_, item_at_(database_, rows_));
    return true;
  }
  bool has_item() const { return has_item_; }
  Item& item() { return item_; }

  // Takes all items from here on that `are_meant`.
  template <typename Predicate>
  StatusOr<std::vector<Item>> TakeWhile(Predicate are_meant) {
    std::vector<Item> items;
    while (has_item_ && are_meant(item_)) {
      items.push_back(std::move(item_));
      KT_RETURN_IF_ERROR(Next().status());
    }
    return items;
  }

 private:
  const Database& database_;
  Rows rows_;
  const ItemAt item_at_;
  Item item_;
  bool has_item_ = false;
};

template <typename Item>
StatusOr<ItemStream<Item>> StreamOf(const Database& database, StatusOr<Rows> query,
                                    typename ItemStream<Item>::ItemAt item_at) {
  KT_ASSIGN_OR_RETURN(Rows rows, std::move(query));
  ItemStream<Item> stream(database, std::move(rows), item_at);
  KT_RETURN_IF_ERROR(stream.Next().status());
  return stream;
}

template <typename Item>
StatusOr<std::vector<Item>> All(const Database& database, StatusOr<Rows> query,
                                typename ItemStream<Item>::ItemAt item_at) {
  KT_ASSIGN_OR_RETURN(ItemStream<Item> stream, StreamOf<Item>(database, std::move(query), item_at));
  return stream.TakeWhile([](const Item&) { return true; });
}

}  // namespace

StatusOr<std::vector<RecordedFinding>> ReadFindings(Database& database,
                                                    const std::string& machine_id, bool open_only) {
  KT_ASSIGN_OR_RETURN(
      std::vector<RecordedFinding> rows,
      All<RecordedFinding>(database, QueryFindings(database, RangeOf(machine_id)), FindingAt));
  if (open_only) {
    std::erase_if(rows, [](const auto& row) { return row.status != FindingStatus::kOpen; });
  }
  return rows;
}

StatusOr<std::vector<Fact>> ReadFacts(Database& database, const std::string& machine_id) {
  KT_ASSIGN_OR_RETURN(std::vector<Fact> facts,
                      All<Fact>(database, QueryFacts(database, RangeOf(machine_id)), FactAt));
  std::ranges::sort(facts, [](const Fact& a, const Fact& b) {
    const auto kind_a = KindOf(a.payload);
    const auto kind_b = KindOf(b.payload);
    return std::tie(a.machine_id, a.path, kind_a, a.id) <
           std::tie(b.machine_id, b.path, kind_b, b.id);
  });
  return facts;
}

StatusOr<std::vector<RecordedMachine>> ReadMachines(Database& database) {
  return All<RecordedMachine>(database, QueryMachines(database, {}), MachineAt);
}

StatusOr<std::vector<VolumeCoverage>> ReadCoverage(Database& database,
                                                   const std::string& machine_id) {
  return All<VolumeCoverage>(database, QueryCoverage(database, RangeOf(machine_id)), CoverageAt);
}

StatusOr<std::vector<std::string>> ReadChangedSince(Database& database, std::uint64_t generation) {
  return All<std::string>(database,
                          database.Query("SELECT machine_id FROM machines"
                                         " WHERE changed_generation > ? ORDER BY machine_id",
                                         {ToColumn(generation)}),
                          IdAt);
}

Status ReadEachMachine(Database& database, const MachineRange& range,
                       const std::function<void(MachineRecord)>& visit) {
  KT_ASSIGN_OR_RETURN(auto machines, StreamOf<RecordedMachine>(
                                         database, QueryMachines(database, range), MachineAt));
  KT_ASSIGN_OR_RETURN(auto findings, StreamOf<RecordedFinding>(
                                         database, QueryFindings(database, range), FindingAt));
  KT_ASSIGN_OR_RETURN(auto facts, StreamOf<Fact>(database, QueryFacts(database, range), FactAt));
  KT_ASSIGN_OR_RETURN(auto coverage, StreamOf<VolumeCoverage>(
                                         database, QueryCoverage(database, range), CoverageAt));
  while (machines.has_item()) {
    MachineRecord record;
    record.machine = std::move(machines.item());
    const std::string& id = record.machine.machine.id;
    KT_ASSIGN_OR_RETURN(record.findings, findings.TakeWhile([&](const RecordedFinding& row) {
      return row.finding.machine_id == id;
    }));
    const auto is_own = [&](const auto& item) { return item.machine_id == id; };
    KT_ASSIGN_OR_RETURN(record.facts, facts.TakeWhile(is_own));
    KT_ASSIGN_OR_RETURN(record.coverage, coverage.TakeWhile(is_own));
    visit(std::move(record));
    KT_RETURN_IF_ERROR(machines.Next().status());
  }
  return OkStatus();
}

Status ReadEachFinding(Database& database, const MachineRange& range,
                       const std::function<bool(RecordedFinding)>& visit) {
  KT_ASSIGN_OR_RETURN(auto findings, StreamOf<RecordedFinding>(
                                         database, QueryFindings(database, range), FindingAt));
  while (findings.has_item() && visit(std::move(findings.item()))) {
    KT_RETURN_IF_ERROR(findings.Next().status());
  }
  return OkStatus();
}

}  // namespace keytrail::storage
