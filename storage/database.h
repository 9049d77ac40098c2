// SQLite, as far as this project uses it: one connection, prepared statements, write transactions.
// The only user of SQLite's interface.
//
// Every write runs in a transaction that takes the write lock at its beginning: a transaction that
// reads first and writes later would fail at once when another process wrote in between, whatever
// the busy timeout.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/c_handle.h"
#include "base/status.h"

namespace keytrail::storage {

using ConnectionHandle = CHandle<sqlite3, &sqlite3_close_v2>;
using StatementHandle = CHandle<sqlite3_stmt, &sqlite3_finalize>;

// A BLOB parameter; the bytes must outlive the call.
struct Blob {
  std::string_view bytes;
};
using Value = std::variant<std::int64_t, std::string_view, Blob>;

// 64 unsigned bits kept in SQLite's signed integers, and back.
inline std::int64_t ToColumn(std::uint64_t value) { return static_cast<std::int64_t>(value); }
inline std::uint64_t FromColumn(std::int64_t value) { return static_cast<std::uint64_t>(value); }

// The rows of a running query. Lifetime: borrows the connection, on which the same text must not be
// run again before this goes.
class Rows {
 public:
  Rows(sqlite3* connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}
  ~Rows();
  Rows(Rows&& other) noexcept
      : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;

  // True when there is a further row, to which the accessors then refer.
  StatusOr<bool> Next();
  std::int64_t Integer(int column) const;
  // TEXT or BLOB.
  std::string Bytes(int column) const;
  bool IsNull(int column) const;

 private:
  sqlite3* connection_;
  sqlite3_stmt* statement_;
};

// One connection. Threads: one at a time.
class Database {
 public:
  // Opens `path`, which is made with mode 0600 when missing. Errors: kPermissionDenied,
  // kFailedPrecondition (not a database), kUnavailable, kDataLoss.
  static StatusOr<std::unique_ptr<Database>> Open(const std::string& path);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs one statement that returns no rows. Returns how many rows it changed.
  StatusOr<std::int64_t> Run(const std::string& sql, std::initializer_list<Value> values = {});
  // Runs a query. Statements are prepared once per connection.
  StatusOr<Rows> Query(const std::string& sql, std::initializer_list<Value> values = {});
  // The integer in the first column of the first row; `otherwise` when there is no row or it is
  // NULL.
  StatusOr<std::int64_t> QueryInteger(const std::string& sql, std::initializer_list<Value> values,
                                      std::int64_t otherwise);
  // Turns the file to write-ahead logging, if it is not yet; further connections find it so.
  // Errors: kFailedPrecondition when its file system cannot.
  Status UseWriteAheadLog();
  // Runs several statements, separated by semicolons.
  Status RunScript(const std::string& sql);

  std::int64_t last_insert_id() const { return sqlite3_last_insert_rowid(connection_.get()); }
  const std::string& path() const { return path_; }

 private:
  Database(std::string path, ConnectionHandle connection)
      : path_(std::move(path)), connection_(std::move(connection)) {}
  StatusOr<sqlite3_stmt*> Prepare(const std::string& sql);
  StatusOr<sqlite3_stmt*> Bind(const std::string& sql, std::initializer_list<Value> values);
  StatusOr<std::string> JournalMode(const std::string& pragma);

  const std::string path_;
  ConnectionHandle connection_;
  std::map<std::string, StatementHandle> statements_;  // goes before the connection
};

// A transaction. Rolls back when it goes without a commit.
class Transaction {
 public:
  // Takes the write lock. Errors: kUnavailable when another holds it for longer than the busy
  // timeout.
  static StatusOr<Transaction> Begin(Database& database);
  // For reading only: what is read in it is of one moment, and it is not committed. Rows must go
  // before it does.
  static StatusOr<Transaction> BeginReading(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // Durable when it returns OK.
  Status Commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace keytrail::storage
