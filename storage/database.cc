#include "storage/database.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"
#include "base/unique_fd.h"

namespace keytrail::storage {
namespace {

constexpr int kBusyTimeoutMs = 10'000;
constexpr mode_t kFileMode = 0600;

StatusCode CodeOf(int result) {
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR: return StatusCode::kUnavailable;
    case SQLITE_FULL: return StatusCode::kResourceExhausted;
    case SQLITE_CORRUPT: return StatusCode::kDataLoss;
    case SQLITE_NOTADB: return StatusCode::kFailedPrecondition;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY: return StatusCode::kPermissionDenied;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG: return StatusCode::kInvalidArgument;
    default: return StatusCode::kInternal;
  }
}

const char* AdviceFor(int result) {
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process holds the store: try again";
    case SQLITE_IOERR: return "check the disk, and that it is a local file system";
    case SQLITE_FULL: return "free space on that file system";
    case SQLITE_CORRUPT: return "restore it from a backup, or move it away to begin anew";
    case SQLITE_NOTADB: return "move it away, or give another --store";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY: return "check its owner and mode, or give another --store";
    default: return "this should not happen: report it";
  }
}

// The one place where SQLite's errors become ours.
Status ErrorOf(const std::string& path, sqlite3* connection, int result) {
  const char* why = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(result);
  return MakeError(CodeOf(result), fmt::format("using the store {}: {}: {}", EscapeForDisplay(path),
                                               why, AdviceFor(result)));
}

std::string PathOf(sqlite3* connection) {
  const char* path = sqlite3_db_filename(connection, "main");
  return path == nullptr ? std::string() : std::string(path);
}

int BindOne(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data() == nullptr ? "" : text->data(),
                               text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  const std::string_view bytes = std::get<Blob>(value).bytes;
  return sqlite3_bind_blob64(statement, index, bytes.data() == nullptr ? "" : bytes.data(),
                             bytes.size(), SQLITE_TRANSIENT);
}

// SQLite would make the file with the mode that the umask leaves. Only a file that did not exist is
// opened here: closing a descriptor of a database that this process has open would drop its locks.
Status MakeFile(const std::string& path) {
  const UniqueFd made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode));
  if (made.valid() || errno == EEXIST) return OkStatus();
  return MakeError(errno == ENOENT ? StatusCode::kNotFound : StatusCode::kPermissionDenied,
                   fmt::format("making the store {}: {}: check the directory, or give another "
                               "--store",
                               EscapeForDisplay(path), std::strerror(errno)));
}

}  // namespace

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

StatusOr<bool> Rows::Next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return ErrorOf(PathOf(connection_), connection_, result);
}

std::int64_t Rows::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Rows::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

bool Rows::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  KT_RETURN_IF_ERROR(MakeFile(path));
  sqlite3* raw = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  ConnectionHandle connection(raw);
  if (result != SQLITE_OK) return ErrorOf(path, raw, result);
  std::unique_ptr<Database> database(new Database(path, std::move(connection)));
  sqlite3_busy_timeout(raw, kBusyTimeoutMs);
  KT_RETURN_IF_ERROR(database->RunScript(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; "
      "PRAGMA cell_size_check = ON;"));
  return database;
}

StatusOr<std::string> Database::JournalMode(const std::string& pragma) {
  KT_ASSIGN_OR_RETURN(Rows rows, Query(pragma));
  KT_ASSIGN_OR_RETURN(const bool found, rows.Next());
  return found ? rows.Bytes(0) : std::string();
}

Status Database::UseWriteAheadLog() {
  KT_ASSIGN_OR_RETURN(const std::string before, JournalMode("PRAGMA journal_mode"));
  if (before == "wal") return OkStatus();
  KT_ASSIGN_OR_RETURN(const std::string after, JournalMode("PRAGMA journal_mode = WAL"));
  if (after == "wal") return OkStatus();
  return MakeError(StatusCode::kFailedPrecondition,
                   fmt::format("opening the store {}: its file system cannot do write-ahead "
                               "logging: put the store on a local file system",
                               EscapeForDisplay(path_)));
}

StatusOr<sqlite3_stmt*> Database::Prepare(const std::string& sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* raw = nullptr;
  const int result = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (result != SQLITE_OK) return ErrorOf(path_, connection_.get(), result);
  statements_.emplace(sql, StatementHandle(raw));
  return raw;
}

StatusOr<sqlite3_stmt*> Database::Bind(const std::string& sql,
                                       std::initializer_list<Value> values) {
  KT_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql));
  int index = 0;
  for (const Value& value : values) {
    const int result = BindOne(statement, ++index, value);
    if (result != SQLITE_OK) return ErrorOf(path_, connection_.get(), result);
  }
  return statement;
}

StatusOr<Rows> Database::Query(const std::string& sql, std::initializer_list<Value> values) {
  KT_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Bind(sql, values));
  return Rows(connection_.get(), statement);
}

StatusOr<std::int64_t> Database::Run(const std::string& sql, std::initializer_list<Value> values) {
  KT_ASSIGN_OR_RETURN(Rows rows, Query(sql, values));
  KT_ASSIGN_OR_RETURN(bool more, rows.Next());
  while (more) {
    KT_ASSIGN_OR_RETURN(more, rows.Next());
  }
  return sqlite3_changes64(connection_.get());
}

StatusOr<std::int64_t> Database::QueryInteger(const std::string& sql,
                                              std::initializer_list<Value> values,
                                              std::int64_t otherwise) {
  KT_ASSIGN_OR_RETURN(Rows rows, Query(sql, values));
  KT_ASSIGN_OR_RETURN(const bool found, rows.Next());
  return found && !rows.IsNull(0) ? rows.Integer(0) : otherwise;
}

Status Database::RunScript(const std::string& sql) {
  const int result = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? OkStatus() : ErrorOf(path_, connection_.get(), result);
}

StatusOr<Transaction> Transaction::Begin(Database& database) {
  KT_RETURN_IF_ERROR(database.Run("BEGIN IMMEDIATE").status());
  return Transaction(database);
}

StatusOr<Transaction> Transaction::BeginReading(Database& database) {
  KT_RETURN_IF_ERROR(database.Run("BEGIN").status());
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) static_cast<void>(database_->RunScript("ROLLBACK"));
}

Status Transaction::Commit() {
  KT_RETURN_IF_ERROR(database_->Run("COMMIT").status());
  database_ = nullptr;
  return OkStatus();
}

}  // namespace keytrail::storage
