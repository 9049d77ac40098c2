#include "storage/migrations.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace keytrail::storage {
namespace {

// One row for each migration that was applied.
constexpr const char* kVersionTable =
    "CREATE TABLE schema_version ("
    // Number of the migration.
    "  version INTEGER PRIMARY KEY CHECK (version >= 1),"
    // When it was applied, nanoseconds since the Unix epoch.
    "  applied_at_ns INTEGER NOT NULL"
    ") STRICT";

Status Refused(const Database& database, const std::string& why) {
  return MakeError(StatusCode::kFailedPrecondition,
                   fmt::format("opening the store {}: {}: move it away, or give another --store",
                               EscapeForDisplay(database.path()), why));
}

// Returns false for a new, empty file.
StatusOr<bool> IsOurs(Database& database, StoreKind kind) {
  KT_ASSIGN_OR_RETURN(const std::int64_t id, database.QueryInteger("PRAGMA application_id", {}, 0));
  if (id == static_cast<std::int64_t>(kind)) return true;
  if (id == static_cast<std::int64_t>(StoreKind::kScanner) ||
      id == static_cast<std::int64_t>(StoreKind::kGraph)) {
    return Refused(database, "it is Keytrail's other store under this one's name");
  }
  KT_ASSIGN_OR_RETURN(const std::int64_t objects,
                      database.QueryInteger("SELECT count(*) FROM sqlite_schema", {}, 0));
  if (id != 0 || objects != 0) return Refused(database, "it is another program's database");
  return false;
}

Status ApplyFrom(Database& database, std::size_t version, std::span<const Migration> migrations) {
  for (std::size_t i = version; i < migrations.size(); ++i) {
    KT_RETURN_IF_ERROR(database.RunScript(migrations[i].sql));
    KT_RETURN_IF_ERROR(database
                           .Run("INSERT INTO schema_version (version, applied_at_ns) VALUES (?, ?)",
                                {static_cast<std::int64_t>(i + 1), SystemClock().Now().ns})
                           .status());
  }
  return OkStatus();
}

StatusOr<std::size_t> VersionOf(Database& database, std::size_t version_max) {
  KT_ASSIGN_OR_RETURN(const std::int64_t version,
                      database.QueryInteger("SELECT max(version) FROM schema_version", {}, 0));
  if (version >= 0 && static_cast<std::size_t>(version) <= version_max) {
    return static_cast<std::size_t>(version);
  }
  return MakeError(StatusCode::kFailedPrecondition,
                   fmt::format("opening the store {}: a newer keytrail wrote it (schema {}, this "
                               "one knows {}): update keytrail, or give another --store",
                               EscapeForDisplay(database.path()), version, version_max));
}

// Inside a write transaction, so that another process is either before its first migration or
// behind its last one.
Status MigrateLocked(Database& database, StoreKind kind, std::span<const Migration> migrations) {
  KT_ASSIGN_OR_RETURN(const bool made, IsOurs(database, kind));
  if (!made) {
    KT_RETURN_IF_ERROR(database.RunScript(
        fmt::format("PRAGMA application_id = {}", static_cast<std::int32_t>(kind))));
    KT_RETURN_IF_ERROR(database.RunScript(kVersionTable));
  }
  KT_ASSIGN_OR_RETURN(const std::size_t version, VersionOf(database, migrations.size()));
  return ApplyFrom(database, version, migrations);
}

// True when nothing is to be done, which needs no lock to see.
StatusOr<bool> IsCurrent(Database& database, StoreKind kind, std::size_t version_max) {
  KT_ASSIGN_OR_RETURN(const std::int64_t id, database.QueryInteger("PRAGMA application_id", {}, 0));
  if (id != static_cast<std::int64_t>(kind)) return false;
  KT_ASSIGN_OR_RETURN(const std::size_t version, VersionOf(database, version_max));
  return version == version_max;
}

Status Migrate(Database& database, StoreKind kind, std::span<const Migration> migrations) {
  KT_ASSIGN_OR_RETURN(const bool current, IsCurrent(database, kind, migrations.size()));
  if (!current) {
    KT_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
    KT_RETURN_IF_ERROR(MigrateLocked(database, kind, migrations));
    KT_RETURN_IF_ERROR(transaction.Commit());
  }
  return database.UseWriteAheadLog();
}

// SQLite turns a file to write-ahead logging only while nobody else is at it, and does not wait for
// that: whoever opens a store waits here instead.
UniqueFd LockDirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
  UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (fd.valid() && ::flock(fd.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
  return fd;
}

}  // namespace

StatusOr<std::unique_ptr<Database>> OpenMigrated(const std::string& path, StoreKind kind,
                                                 std::span<const Migration> migrations) {
  const UniqueFd lock = LockDirectoryOf(path);
  KT_ASSIGN_OR_RETURN(std::unique_ptr<Database> database, Database::Open(path));
  KT_RETURN_IF_ERROR(Migrate(*database, kind, migrations));
  return database;
}

}  // namespace keytrail::storage
