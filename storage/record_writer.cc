#include "storage/record_writer.h"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/digest.h"
#include "wire/record.h"

namespace keytrail::storage {
namespace {

// Equal looks have equal digests, in whatever order the rules come. Lengths keep names apart.
std::string DigestOf(const ScanBegun& begun) {
  std::vector<std::string> rules;
  for (const LookedFor& rule : begun.looked_for) {
    rules.push_back(fmt::format("{}:{}{}:{}", rule.rule_id.size(), rule.rule_id,
                                rule.secret_type.size(), rule.secret_type));
  }
  std::ranges::sort(rules);
  std::string text = fmt::format("{} {}", static_cast<int>(begun.min_confidence), begun.full_pack);
  for (const std::string& rule : rules) text += "\n" + rule;
  return HexEncode(Sha256(AsBytes(text)));
}

// Whether the scan may be believed to have seen all that there is.
bool EndedWell(const ScanDone& done) {
  return done.outcome == ScanOutcome::kComplete ||
         (done.outcome == ScanOutcome::kPartial && done.errors.empty());
}

const std::string& MachineOf(const ScanBegun& begun) { return begun.machine.id; }
const std::string& MachineOf(const FileResult& file) { return file.machine_id; }
const std::string& MachineOf(const VolumeCoverage& coverage) { return coverage.machine_id; }
const std::string& MachineOf(const ScanDone& done) { return done.machine_id; }

}  // namespace

Status RecordWriter::Apply(const ScanRecord& record) {
  return std::visit(
      [&](const auto& any) {
        changed_machines_.insert(MachineOf(any));
        return ApplyOne(any);
      },
      record);
}

Status RecordWriter::MarkChanged(std::uint64_t generation) {
  for (const std::string& machine_id : changed_machines_) {
    KT_RETURN_IF_ERROR(database_
                           .Run("UPDATE machines SET changed_generation = ? WHERE machine_id = ?",
                                {ToColumn(generation), std::string_view(machine_id)})
                           .status());
  }
  return OkStatus();
}

Status RecordWriter::ApplyOne(const ScanBegun& begun) {
  const Timestamp snapshot_at = begun.snapshot_at.known() ? begun.snapshot_at : received_at_;
  KT_RETURN_IF_ERROR(
      database_
          .Run("INSERT INTO machines"
               " (machine_id, name, unstable_id, first_seen_ns, seen_ns, seen_scan)"
               " VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT DO UPDATE SET"
               " first_seen_ns = min(first_seen_ns, excluded.first_seen_ns)",
               {std::string_view(begun.machine.id), std::string_view(begun.machine.name),
                static_cast<std::int64_t>(begun.machine.unstable_id), snapshot_at.ns,
                std::string_view(begun.scan_id)})
          .status());
  KT_RETURN_IF_ERROR(
      database_
          .Run("UPDATE machines SET name = ?2, unstable_id = ?3, seen_ns = ?4, seen_scan = ?5"
               " WHERE machine_id = ?1 AND (seen_ns, seen_scan) < (?4, ?5)",
               {std::string_view(begun.machine.id), std::string_view(begun.machine.name),
                static_cast<std::int64_t>(begun.machine.unstable_id), snapshot_at.ns,
                std::string_view(begun.scan_id)})
          .status());
  KT_ASSIGN_OR_RETURN(const std::int64_t look_id, LookFor(begun));
  return database_
      .Run(
          "INSERT OR IGNORE INTO scans"
          " (machine_id, scan_id, started_at_ns, snapshot_at_ns, look_id, all_disks)"
          " VALUES (?, ?, ?, ?, ?, ?)",
          {std::string_view(begun.machine.id), std::string_view(begun.scan_id), begun.started_at.ns,
           snapshot_at.ns, look_id, static_cast<std::int64_t>(begun.all_disks)})
      .status();
}

StatusOr<std::int64_t> RecordWriter::LookFor(const ScanBegun& begun) {
  const std::string digest = DigestOf(begun);
  KT_ASSIGN_OR_RETURN(
      const std::int64_t added,
      database_.Run("INSERT OR IGNORE INTO looks (digest, min_confidence, full_pack)"
                    " VALUES (?, ?, ?)",
                    {std::string_view(digest), static_cast<std::int64_t>(begun.min_confidence),
                     static_cast<std::int64_t>(begun.full_pack)}));
  KT_ASSIGN_OR_RETURN(const std::int64_t look_id,
                      database_.QueryInteger("SELECT look_id FROM looks WHERE digest = ?",
                                             {std::string_view(digest)}, 0));
  if (added == 0) return look_id;
  for (const LookedFor& rule : begun.looked_for) {
    KT_RETURN_IF_ERROR(
        database_
            .Run("INSERT OR IGNORE INTO look_rules (look_id, rule_id, secret_type)"
                 " VALUES (?, ?, ?)",
                 {look_id, std::string_view(rule.rule_id), std::string_view(rule.secret_type)})
            .status());
  }
  return look_id;
}

StatusOr<ScanRow> RecordWriter::ReadScan(const std::string& machine_id,
                                         const std::string& scan_id) {
  KT_ASSIGN_OR_RETURN(Rows rows,
                      database_.Query("SELECT scan_key, look_id, snapshot_at_ns FROM scans"
                                      " WHERE machine_id = ? AND scan_id = ?",
                                      {std::string_view(machine_id), std::string_view(scan_id)}));
  KT_ASSIGN_OR_RETURN(const bool found, rows.Next());
  if (!found) return MakeError(StatusCode::kNotFound, "no such scan");
  return ScanRow{.scan_key = rows.Integer(0),
                 .look_id = rows.Integer(1),
                 .order = {.ns = rows.Integer(2), .scan_id = scan_id}};
}

StatusOr<ScanRow> RecordWriter::FindScan(const std::string& machine_id,
                                         const std::string& scan_id) {
  StatusOr<ScanRow> known = ReadScan(machine_id, scan_id);
  if (known.status().code() != StatusCode::kNotFound) return known;
  KT_RETURN_IF_ERROR(ApplyOne(ScanBegun{.scan_id = scan_id,
                                        .machine = {.id = machine_id, .name = machine_id},
                                        .started_at = {},
                                        .snapshot_at = {},
                                        .looked_for = {}}));
  return ReadScan(machine_id, scan_id);
}

StatusOr<std::int64_t> RecordWriter::FindVolume(const ScanRow& scan, const std::string& machine_id,
                                                const std::string& volume_id) {
  KT_RETURN_IF_ERROR(
      database_
          .Run("INSERT INTO volumes (machine_id, volume_id, listed_ns, listed_scan)"
               " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
               " SET listed_ns = excluded.listed_ns, listed_scan = excluded.listed_scan"
               " WHERE (excluded.listed_ns, excluded.listed_scan) > (listed_ns, listed_scan)",
               {std::string_view(machine_id), std::string_view(volume_id), scan.order.ns,
                std::string_view(scan.order.scan_id)})
          .status());
  return database_.QueryInteger(
      "SELECT volume_key FROM volumes WHERE machine_id = ? AND volume_id = ?",
      {std::string_view(machine_id), std::string_view(volume_id)}, 0);
}

StatusOr<FileRow> RecordWriter::FindFile(std::int64_t volume_key, const std::string& path) {
  KT_RETURN_IF_ERROR(database_
                         .Run("INSERT OR IGNORE INTO files (volume_key, path) VALUES (?, ?)",
                              {volume_key, Blob{path}})
                         .status());
  KT_ASSIGN_OR_RETURN(
      const std::int64_t file_key,
      database_.QueryInteger("SELECT file_key FROM files WHERE volume_key = ? AND path = ?",
                             {volume_key, Blob{path}}, 0));
  return FileRow{.file_key = file_key, .volume_key = volume_key};
}

Status RecordWriter::ApplyOne(const FileResult& file) {
  KT_ASSIGN_OR_RETURN(const ScanRow scan, FindScan(file.machine_id, file.scan_id));
  KT_ASSIGN_OR_RETURN(const std::int64_t volume_key,
                      FindVolume(scan, file.machine_id, file.volume_id));
  KT_ASSIGN_OR_RETURN(const FileRow row, FindFile(volume_key, file.path));
  KT_RETURN_IF_ERROR(file.read_to_end ? resolution_.CoverFile(scan, row)
                                      : resolution_.ExceptFile(scan, row));
  for (const Finding& finding : file.findings) {
    KT_RETURN_IF_ERROR(resolution_.See(scan, row, finding));
  }
  for (const Fact& fact : file.facts) KT_RETURN_IF_ERROR(resolution_.See(scan, row, fact));
  return OkStatus();
}

Status RecordWriter::ApplyOne(const VolumeCoverage& coverage) {
  KT_ASSIGN_OR_RETURN(const ScanRow scan, FindScan(coverage.machine_id, coverage.scan_id));
  KT_ASSIGN_OR_RETURN(const std::int64_t volume_key,
                      FindVolume(scan, coverage.machine_id, coverage.volume.id));
  KT_RETURN_IF_ERROR(
      database_
          .Run("INSERT OR REPLACE INTO coverage"
               " (volume_key, scan_key, scan_ns, scan_scan, body)"
               " VALUES (?, ?, ?, ?, ?)",
               {volume_key, scan.scan_key, scan.order.ns, std::string_view(scan.order.scan_id),
                Blob{wire::EncodeCoverage(coverage)}})
          .status());
  if (!coverage.walked_to_end) return OkStatus();
  return resolution_.CoverVolume(scan, volume_key, coverage.exceptions);
}

Status RecordWriter::ApplyOne(const ScanDone& done) {
  KT_ASSIGN_OR_RETURN(const ScanRow scan, FindScan(done.machine_id, done.scan_id));
  KT_RETURN_IF_ERROR(database_
                         .Run("UPDATE scans SET done = ? WHERE scan_key = ?",
                              {Blob{wire::EncodeScanDone(done)}, scan.scan_key})
                         .status());
  return EndedWell(done) ? EndScan(scan, done) : OkStatus();
}

// A scan that listed no volume says nothing of the others.
Status RecordWriter::EndScan(const ScanRow& scan, const ScanDone& done) {
  KT_RETURN_IF_ERROR(
      database_
          .Run("UPDATE machines SET all_disks_ns = ?2, all_disks_scan = ?3 WHERE machine_id = ?1"
               " AND (all_disks_ns IS NULL OR (all_disks_ns, all_disks_scan) < (?2, ?3))"
               " AND (SELECT all_disks FROM scans WHERE scan_key = ?4)"
               " AND EXISTS (SELECT 1 FROM coverage WHERE scan_key = ?4)",
               {std::string_view(done.machine_id), scan.order.ns,
                std::string_view(scan.order.scan_id), scan.scan_key})
          .status());
  return database_
      .Run(
          "UPDATE machines SET full_pack_ns = ?2, full_pack_scan = ?3, full_pack_look = ?4"
          " WHERE machine_id = ?1"
          " AND (full_pack_ns IS NULL OR (full_pack_ns, full_pack_scan) < (?2, ?3))"
          " AND (SELECT full_pack FROM looks WHERE look_id = ?4)",
          {std::string_view(done.machine_id), scan.order.ns, std::string_view(scan.order.scan_id),
           scan.look_id})
      .status();
}

}  // namespace keytrail::storage
