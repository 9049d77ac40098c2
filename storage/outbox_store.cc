#include "storage/outbox_store.h"

#include <array>
#include <atomic>
#include <utility>

#include "base/ids.h"
#include "storage/connection_pool.h"
#include "storage/database.h"
#include "storage/migrations.h"

namespace keytrail::storage {
namespace {

constexpr std::array<Migration, 1> kMigrations = {Migration{R"(
-- Who this scanner is; one row.
CREATE TABLE scanner (
  -- Always 1.
  only INTEGER PRIMARY KEY CHECK (only = 1),
  -- Random, made at the store's first start; 32 lower-case hexadecimal digits.
  scanner_id TEXT NOT NULL
    CHECK (length(scanner_id) = 32 AND scanner_id NOT GLOB '*[^0-9a-f]*'),
  -- Grows when the builder cannot go on where the numbering stands.
  epoch INTEGER NOT NULL CHECK (epoch >= 1)
) STRICT;

-- Records in the order in which they were made; removed once a builder has acknowledged them.
CREATE TABLE outbox (
  -- Numbered without gaps across all processes; AUTOINCREMENT never gives a number twice.
  sequence INTEGER PRIMARY KEY AUTOINCREMENT CHECK (sequence >= 1),
  -- An encoded ScanRecord (proto/keytrail/v1/model.proto).
  record BLOB NOT NULL CHECK (length(record) > 0)
) STRICT;
)"}};

StatusOr<std::uint64_t> LastSequenceOf(Database& database) {
  KT_ASSIGN_OR_RETURN(
      const std::int64_t last,
      database.QueryInteger("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'", {}, 0));
  return FromColumn(last);
}

class SqliteOutboxStore final : public OutboxStore {
 public:
  SqliteOutboxStore(std::unique_ptr<Database> database, std::string scanner_id, std::uint64_t epoch)
      : scanner_id_(std::move(scanner_id)), epoch_(epoch), pool_(std::move(database)) {}

  std::string scanner_id() const override { return scanner_id_; }
  std::uint64_t epoch() const override { return epoch_; }

  StatusOr<std::uint64_t> Append(std::span<const std::string> records) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*database));
    for (const std::string& record : records) {
      KT_RETURN_IF_ERROR(
          database->Run("INSERT INTO outbox (record) VALUES (?)", {Blob{record}}).status());
    }
    KT_ASSIGN_OR_RETURN(const std::uint64_t last, LastSequenceOf(*database));
    KT_RETURN_IF_ERROR(transaction.Commit());
    return last;
  }

  StatusOr<std::uint64_t> LastSequence() override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return LastSequenceOf(*database);
  }

  StatusOr<std::vector<Row>> Read(std::uint64_t after, std::size_t rows_max,
                                  std::size_t bytes_max) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(
        Rows rows,
        database->Query(
            "SELECT sequence, record FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?",
            {ToColumn(after), ToColumn(rows_max)}));
    std::vector<Row> read;
    std::size_t bytes = 0;
    KT_ASSIGN_OR_RETURN(bool more, rows.Next());
    while (more) {
      Row row{.sequence = FromColumn(rows.Integer(0)), .record = rows.Bytes(1)};
      bytes += row.record.size();
      if (!read.empty() && bytes > bytes_max) break;
      read.push_back(std::move(row));
      KT_ASSIGN_OR_RETURN(more, rows.Next());
    }
    return read;
  }

  Status Acknowledge(std::uint64_t sequence) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*database));
    KT_RETURN_IF_ERROR(
        database->Run("DELETE FROM outbox WHERE sequence <= ?", {ToColumn(sequence)}).status());
    return transaction.Commit();
  }

  StatusOr<std::uint64_t> Pending() override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(const std::int64_t count,
                        database->QueryInteger("SELECT (SELECT max(sequence) FROM outbox) - "
                                               "(SELECT min(sequence) FROM outbox) + 1",
                                               {}, 0));
    return FromColumn(count);
  }

  Status BeginEpoch() override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*database));
    KT_RETURN_IF_ERROR(database->Run("UPDATE scanner SET epoch = epoch + 1").status());
    KT_ASSIGN_OR_RETURN(const std::int64_t epoch,
                        database->QueryInteger("SELECT epoch FROM scanner", {}, 0));
    KT_RETURN_IF_ERROR(transaction.Commit());
    epoch_ = FromColumn(epoch);
    return OkStatus();
  }

 private:
  const std::string scanner_id_;
  std::atomic<std::uint64_t> epoch_;
  ConnectionPool pool_;
};

struct Identity {
  std::string scanner_id;
  std::uint64_t epoch = 0;
};

StatusOr<Identity> IdentityOf(Database& database) {
  KT_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(database));
  KT_RETURN_IF_ERROR(
      database
          .Run("INSERT OR IGNORE INTO scanner (only, scanner_id, epoch) VALUES (1, ?, 1)",
               {std::string_view(NewRandomId())})
          .status());
  Identity identity;
  {
    KT_ASSIGN_OR_RETURN(Rows rows, database.Query("SELECT scanner_id, epoch FROM scanner"));
    KT_RETURN_IF_ERROR(rows.Next().status());
    identity = {.scanner_id = rows.Bytes(0), .epoch = FromColumn(rows.Integer(1))};
  }
  KT_RETURN_IF_ERROR(transaction.Commit());
  return identity;
}

}  // namespace

StatusOr<std::unique_ptr<OutboxStore>> OpenOutboxStore(const std::string& path) {
  KT_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                      OpenMigrated(path, StoreKind::kScanner, kMigrations));
  KT_ASSIGN_OR_RETURN(Identity identity, IdentityOf(*database));
  return std::make_unique<SqliteOutboxStore>(std::move(database), std::move(identity.scanner_id),
                                             identity.epoch);
}

}  // namespace keytrail::storage
