#include "storage/resolution.h"

#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"
#include "wire/record.h"

namespace keytrail::storage {
namespace {

// Walks kept for one volume and look while none of them is free of exceptions. Dropping an older
// one can only leave a finding open that it would have closed.
constexpr std::int64_t kWalksMax = 8;

// True for findings that the scan of look ?4 and order (?2, ?3) closes when it covers them.
constexpr const char* kClosable =
    "closed = 0 AND (seen_ns, seen_scan) < (?2, ?3)"
    " AND confidence >= (SELECT min_confidence FROM looks WHERE look_id = ?4)"
    " AND (rule_id IN (SELECT rule_id FROM look_rules WHERE look_id = ?4)"
    "  OR (SELECT full_pack FROM looks WHERE look_id = ?4)"
    "   AND secret_type IN (SELECT secret_type FROM look_rules WHERE look_id = ?4))";

// True for looks that would see a finding of confidence ?4, rule ?5 and secret type ?6.
constexpr const char* kWouldSee =
    "EXISTS (SELECT 1 FROM looks l JOIN look_rules r USING (look_id)"
    " WHERE l.look_id = c.look_id AND l.min_confidence <= ?4"
    " AND (r.rule_id = ?5 OR l.full_pack AND r.secret_type = ?6))";

// Calls `visit` with `path` and every directory above it until it returns true; returns whether it
// did.
template <typename Visit>
bool AnySelfOrAbove(std::string_view path, Visit visit) {
  while (!path.empty()) {
    if (visit(path)) return true;
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || path.size() == 1) return false;
    path = path.substr(0, slash == 0 ? 1 : slash);
  }
  return false;
}

// The exceptions of one walk, to ask of many files.
class ExceptionSet {
 public:
  explicit ExceptionSet(const std::vector<std::string>& paths)
      : paths_(paths.begin(), paths.end()) {}
  bool Holds(std::string_view path) const {
    return AnySelfOrAbove(path,
                          [&](std::string_view p) { return paths_.contains(std::string(p)); });
  }

 private:
  const std::unordered_set<std::string> paths_;
};

// The ids in the first column of `rows` whose path, in the second, is not excepted.
StatusOr<std::vector<std::string>> NotExcepted(Rows rows, const ExceptionSet& exceptions) {
  std::vector<std::string> ids;
  KT_ASSIGN_OR_RETURN(bool more, rows.Next());
  while (more) {
    if (!exceptions.Holds(rows.Bytes(1))) ids.push_back(rows.Bytes(0));
    KT_ASSIGN_OR_RETURN(more, rows.Next());
  }
  return ids;
}

Status OfAnotherFile(const char* what, const std::string& id) {
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("applying {} {}: the record has it in another file: the scanner "
                               "contradicts itself",
                               what, EscapeForDisplay(id)));
}

}  // namespace

Status Resolution::CoverFile(const ScanRow& scan, const FileRow& file) {
  KT_RETURN_IF_ERROR(
      database_
          .Run("INSERT INTO file_covers (file_key, look_id, cover_ns, cover_scan)"
               " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
               " SET cover_ns = excluded.cover_ns, cover_scan = excluded.cover_scan"
               " WHERE (excluded.cover_ns, excluded.cover_scan) > (cover_ns, cover_scan)",
               {file.file_key, scan.look_id, scan.order.ns, std::string_view(scan.order.scan_id)})
          .status());
  KT_RETURN_IF_ERROR(
      database_
          .Run(fmt::format("UPDATE findings SET closed = 1 WHERE file_key = ?1 AND {}", kClosable),
               {file.file_key, scan.order.ns, std::string_view(scan.order.scan_id), scan.look_id})
          .status());
  return database_
      .Run("DELETE FROM facts WHERE file_key = ? AND (seen_ns, seen_scan) < (?, ?)",
           {file.file_key, scan.order.ns, std::string_view(scan.order.scan_id)})
      .status();
}

Status Resolution::ExceptFile(const ScanRow& scan, const FileRow& file) {
  return database_
      .Run("INSERT OR IGNORE INTO partial_reads (scan_key, file_key) VALUES (?, ?)",
           {scan.scan_key, file.file_key})
      .status();
}

Status Resolution::CoverVolume(const ScanRow& scan, std::int64_t volume_key,
                               const std::vector<WalkException>& exceptions) {
  KT_ASSIGN_OR_RETURN(const std::int64_t added,
                      database_.Run("INSERT OR IGNORE INTO walks"
                                    " (volume_key, look_id, walk_ns, walk_scan)"
                                    " VALUES (?, ?, ?, ?)",
                                    {volume_key, scan.look_id, scan.order.ns,
                                     std::string_view(scan.order.scan_id)}));
  if (added == 0) return OkStatus();
  const std::int64_t walk_key = database_.last_insert_id();
  KT_ASSIGN_OR_RETURN(const std::vector<std::string> paths,
                      ExceptionsOf(scan, volume_key, exceptions));
  for (const std::string& path : paths) {
    KT_RETURN_IF_ERROR(
        database_
            .Run("INSERT OR IGNORE INTO walk_exceptions (walk_key, path) VALUES (?, ?)",
                 {walk_key, Blob{path}})
            .status());
  }
  KT_RETURN_IF_ERROR(CloseFindings(scan, volume_key, paths));
  KT_RETURN_IF_ERROR(DropFacts(scan, volume_key, paths));
  return DropOldWalks(scan, volume_key);
}

StatusOr<std::vector<std::string>> Resolution::ExceptionsOf(
    const ScanRow& scan, std::int64_t volume_key, const std::vector<WalkException>& listed) {
  std::vector<std::string> paths;
  for (const WalkException& exception : listed) paths.push_back(exception.path);
  KT_ASSIGN_OR_RETURN(Rows rows,
                      database_.Query("SELECT path FROM partial_reads JOIN files USING (file_key)"
                                      " WHERE scan_key = ? AND volume_key = ?",
                                      {scan.scan_key, volume_key}));
  KT_ASSIGN_OR_RETURN(bool more, rows.Next());
  while (more) {
    paths.push_back(rows.Bytes(0));
    KT_ASSIGN_OR_RETURN(more, rows.Next());
  }
  return paths;
}

Status Resolution::CloseFindings(const ScanRow& scan, std::int64_t volume_key,
                                 const std::vector<std::string>& exceptions) {
  KT_ASSIGN_OR_RETURN(
      Rows rows,
      database_.Query(
          fmt::format("SELECT finding_id, path FROM findings JOIN files USING (file_key)"
                      " WHERE findings.volume_key = ?1 AND {}",
                      kClosable),
          {volume_key, scan.order.ns, std::string_view(scan.order.scan_id), scan.look_id}));
  KT_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                      NotExcepted(std::move(rows), ExceptionSet(exceptions)));
  for (const std::string& id : ids) {
    KT_RETURN_IF_ERROR(
        database_.Run("UPDATE findings SET closed = 1 WHERE finding_id = ?", {std::string_view(id)})
            .status());
  }
  return OkStatus();
}

Status Resolution::DropFacts(const ScanRow& scan, std::int64_t volume_key,
                             const std::vector<std::string>& exceptions) {
  KT_ASSIGN_OR_RETURN(
      Rows rows,
      database_.Query("SELECT fact_id, path FROM facts JOIN files USING (file_key)"
                      " WHERE facts.volume_key = ? AND (seen_ns, seen_scan) < (?, ?)",
                      {volume_key, scan.order.ns, std::string_view(scan.order.scan_id)}));
  KT_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                      NotExcepted(std::move(rows), ExceptionSet(exceptions)));
  for (const std::string& id : ids) {
    KT_RETURN_IF_ERROR(
        database_.Run("DELETE FROM facts WHERE fact_id = ?", {std::string_view(id)}).status());
  }
  return OkStatus();
}

// A walk without exceptions says all that older walks and covers of its look said.
Status Resolution::DropOldWalks(const ScanRow& scan, std::int64_t volume_key) {
  constexpr const char* kNewestFull =
      "SELECT walk_ns, walk_scan FROM walks"
      " WHERE volume_key = ?1 AND look_id = ?2"
      " AND NOT EXISTS (SELECT 1 FROM walk_exceptions e WHERE e.walk_key = walks.walk_key)"
      " ORDER BY walk_ns DESC, walk_scan DESC LIMIT 1";
  KT_RETURN_IF_ERROR(
      database_
          .Run(fmt::format("DELETE FROM file_covers WHERE look_id = ?2"
                           " AND file_key IN (SELECT file_key FROM files WHERE volume_key = ?1)"
                           " AND (cover_ns, cover_scan) <= ({})",
                           kNewestFull),
               {volume_key, scan.look_id})
          .status());
  KT_RETURN_IF_ERROR(database_
                         .Run(fmt::format("DELETE FROM walks WHERE volume_key = ?1 AND look_id = ?2"
                                          " AND (walk_ns, walk_scan) < ({})",
                                          kNewestFull),
                              {volume_key, scan.look_id})
                         .status());
  return database_
      .Run(
          "DELETE FROM walks WHERE walk_key IN ("
          "SELECT walk_key FROM walks WHERE volume_key = ? AND look_id = ?"
          " ORDER BY walk_ns DESC, walk_scan DESC LIMIT -1 OFFSET ?)",
          {volume_key, scan.look_id, kWalksMax})
      .status();
}

Status Resolution::See(const ScanRow& scan, const FileRow& file, const Finding& finding) {
  std::int64_t first_seen_ns = scan.order.ns;
  {
    KT_ASSIGN_OR_RETURN(Rows known,
                        database_.Query("SELECT file_key, first_seen_ns, seen_ns, seen_scan"
                                        " FROM findings WHERE finding_id = ?",
                                        {std::string_view(finding.id)}));
    KT_ASSIGN_OR_RETURN(const bool found, known.Next());
    if (found) {
      if (known.Integer(0) != file.file_key) return OfAnotherFile("finding", finding.id);
      first_seen_ns = std::min(first_seen_ns, known.Integer(1));
      if (scan.order < ScanOrder{.ns = known.Integer(2), .scan_id = known.Bytes(3)}) {
        return database_
            .Run("UPDATE findings SET first_seen_ns = ? WHERE finding_id = ?",
                 {first_seen_ns, std::string_view(finding.id)})
            .status();
      }
    }
  }
  KT_ASSIGN_OR_RETURN(const bool closed, IsClosed(scan.order, file, finding));
  Finding body = finding;
  for (std::string* field : {&body.machine_id, &body.volume_id, &body.path, &body.scan_id}) {
    field->clear();
  }
  return database_
      .Run(
          "INSERT INTO findings (finding_id, file_key, volume_key, rule_id, secret_type,"
          " confidence, fingerprint, byte_offset, first_seen_ns, seen_ns, seen_scan, closed, body)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT DO UPDATE SET rule_id = excluded.rule_id,"
          " secret_type = excluded.secret_type, confidence = excluded.confidence,"
          " fingerprint = excluded.fingerprint, byte_offset = excluded.byte_offset,"
          " first_seen_ns = excluded.first_seen_ns, seen_ns = excluded.seen_ns,"
          " seen_scan = excluded.seen_scan, closed = excluded.closed, body = excluded.body",
          {std::string_view(finding.id), file.file_key, file.volume_key,
           std::string_view(finding.rule_id), std::string_view(finding.secret_type),
           static_cast<std::int64_t>(finding.confidence), std::string_view(finding.fingerprint),
           ToColumn(finding.byte_offset), first_seen_ns, scan.order.ns,
           std::string_view(scan.order.scan_id), static_cast<std::int64_t>(closed),
           Blob{wire::EncodeFinding(body)}})
      .status();
}

Status Resolution::See(const ScanRow& scan, const FileRow& file, const Fact& fact) {
  {
    KT_ASSIGN_OR_RETURN(
        Rows known,
        database_.Query("SELECT file_key, seen_ns, seen_scan FROM facts WHERE fact_id = ?",
                        {std::string_view(fact.id)}));
    KT_ASSIGN_OR_RETURN(const bool found, known.Next());
    if (found) {
      if (known.Integer(0) != file.file_key) return OfAnotherFile("fact", fact.id);
      const ScanOrder seen{.ns = known.Integer(1), .scan_id = known.Bytes(2)};
      if (scan.order < seen) return OkStatus();
    }
  }
  KT_ASSIGN_OR_RETURN(const bool superseded, IsSuperseded(scan.order, file));
  if (superseded) return OkStatus();
  Fact body = fact;
  for (std::string* field : {&body.machine_id, &body.volume_id, &body.path}) field->clear();
  return database_
      .Run(
          "INSERT INTO facts (fact_id, file_key, volume_key, kind, seen_ns, seen_scan, body)"
          " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind,"
          " seen_ns = excluded.seen_ns, seen_scan = excluded.seen_scan, body = excluded.body",
          {std::string_view(fact.id), file.file_key, file.volume_key,
           static_cast<std::int64_t>(KindOf(fact.payload)), scan.order.ns,
           std::string_view(scan.order.scan_id), Blob{wire::EncodeFact(body)}})
      .status();
}

StatusOr<bool> Resolution::IsClosed(const ScanOrder& seen, const FileRow& file,
                                    const Finding& finding) {
  const auto confidence = static_cast<std::int64_t>(finding.confidence);
  KT_ASSIGN_OR_RETURN(
      const std::int64_t covered,
      database_.QueryInteger(
          fmt::format("SELECT EXISTS (SELECT 1 FROM file_covers c WHERE c.file_key = ?1"
                      " AND (c.cover_ns, c.cover_scan) > (?2, ?3) AND {})",
                      kWouldSee),
          {file.file_key, seen.ns, std::string_view(seen.scan_id), confidence,
           std::string_view(finding.rule_id), std::string_view(finding.secret_type)},
          0));
  if (covered != 0) return true;
  KT_ASSIGN_OR_RETURN(
      Rows walks,
      database_.Query(fmt::format("SELECT c.walk_key FROM walks c WHERE c.volume_key = ?1"
                                  " AND (c.walk_ns, c.walk_scan) > (?2, ?3) AND {}",
                                  kWouldSee),
                      {file.volume_key, seen.ns, std::string_view(seen.scan_id), confidence,
                       std::string_view(finding.rule_id), std::string_view(finding.secret_type)}));
  return AnyWalkCovers(std::move(walks), file);
}

StatusOr<bool> Resolution::IsSuperseded(const ScanOrder& seen, const FileRow& file) {
  KT_ASSIGN_OR_RETURN(
      const std::int64_t covered,
      database_.QueryInteger("SELECT EXISTS (SELECT 1 FROM file_covers WHERE file_key = ?"
                             " AND (cover_ns, cover_scan) > (?, ?))",
                             {file.file_key, seen.ns, std::string_view(seen.scan_id)}, 0));
  if (covered != 0) return true;
  KT_ASSIGN_OR_RETURN(Rows walks,
                      database_.Query("SELECT walk_key FROM walks WHERE volume_key = ?"
                                      " AND (walk_ns, walk_scan) > (?, ?)",
                                      {file.volume_key, seen.ns, std::string_view(seen.scan_id)}));
  return AnyWalkCovers(std::move(walks), file);
}

StatusOr<bool> Resolution::AnyWalkCovers(Rows rows, const FileRow& file) {
  KT_ASSIGN_OR_RETURN(bool more, rows.Next());
  if (!more) return false;
  std::string path;
  {
    KT_ASSIGN_OR_RETURN(
        Rows named, database_.Query("SELECT path FROM files WHERE file_key = ?", {file.file_key}));
    KT_RETURN_IF_ERROR(named.Next().status());
    path = named.Bytes(0);
  }
  while (more) {
    KT_ASSIGN_OR_RETURN(const bool excepted, IsExcepted(rows.Integer(0), path));
    if (!excepted) return true;
    KT_ASSIGN_OR_RETURN(more, rows.Next());
  }
  return false;
}

StatusOr<bool> Resolution::IsExcepted(std::int64_t walk_key, const std::string& path) {
  Status failed = OkStatus();
  const bool found = AnySelfOrAbove(path, [&](std::string_view p) {
    const StatusOr<std::int64_t> count = database_.QueryInteger(
        "SELECT count(*) FROM walk_exceptions WHERE walk_key = ? AND path = ?", {walk_key, Blob{p}},
        0);
    if (!count.ok()) failed = count.status();
    return !count.ok() || *count != 0;
  });
  KT_RETURN_IF_ERROR(failed);
  return found;
}

}  // namespace keytrail::storage
