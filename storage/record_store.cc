#include "storage/record_store.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "storage/connection_pool.h"
#include "storage/database.h"
#include "storage/record_reader.h"
#include "storage/record_schema.h"
#include "storage/record_writer.h"

namespace keytrail::storage {
namespace {

StatusOr<std::uint64_t> AppliedSequence(Database& database, const std::string& scanner_id,
                                        std::uint64_t epoch) {
  KT_ASSIGN_OR_RETURN(const std::int64_t sequence,
                      database.QueryInteger("SELECT applied_sequence FROM publishers"
                                            " WHERE scanner_id = ? AND epoch = ?",
                                            {std::string_view(scanner_id), ToColumn(epoch)}, 0));
  return FromColumn(sequence);
}

StatusOr<std::uint64_t> GenerationOf(Database& database) {
  KT_ASSIGN_OR_RETURN(const std::int64_t generation,
                      database.QueryInteger("SELECT generation FROM record", {}, 0));
  return FromColumn(generation);
}

Status Gap(const IngestPosition& position, std::uint64_t applied, std::uint64_t first_sequence) {
  return MakeError(StatusCode::kFailedPrecondition,
                   fmt::format("applying records of scanner {}: {} was applied last and {} comes "
                               "next: what lies between is missing, publish under a new epoch",
                               EscapeForDisplay(position.scanner_id), applied, first_sequence));
}

Status CheckPosition(const IngestPosition& position, std::uint64_t first_sequence,
                     std::size_t records) {
  if (!position.scanner_id.empty() && first_sequence >= 1 && records >= 1 &&
      position.sequence == first_sequence + records - 1) {
    return OkStatus();
  }
  return MakeError(StatusCode::kInvalidArgument,
                   "applying records: their numbers do not fit their count: the scanner "
                   "contradicts itself");
}

class SqliteRecordStore final : public RecordStore {
 public:
  explicit SqliteRecordStore(std::unique_ptr<Database> database) : pool_(std::move(database)) {}

  StatusOr<std::uint64_t> LastApplied(const std::string& scanner_id, std::uint64_t epoch) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return AppliedSequence(*database, scanner_id, epoch);
  }

  Status Apply(const IngestPosition& position, std::uint64_t first_sequence,
               std::span<const ScanRecord> records, Timestamp received_at) override {
    KT_RETURN_IF_ERROR(CheckPosition(position, first_sequence, records.size()));
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*database));
    KT_ASSIGN_OR_RETURN(const std::uint64_t applied,
                        AppliedSequence(*database, position.scanner_id, position.epoch));
    if (applied >= position.sequence) return OkStatus();
    if (applied != 0 && first_sequence > applied + 1) return Gap(position, applied, first_sequence);
    const std::size_t known = applied < first_sequence ? 0 : applied - first_sequence + 1;
    RecordWriter writer(*database, received_at);
    for (const ScanRecord& record : records.subspan(known)) {
      KT_RETURN_IF_ERROR(writer.Apply(record));
    }
    KT_RETURN_IF_ERROR(
        database
            ->Run("INSERT OR REPLACE INTO publishers (scanner_id, epoch, applied_sequence)"
                  " VALUES (?, ?, ?)",
                  {std::string_view(position.scanner_id), ToColumn(position.epoch),
                   ToColumn(position.sequence)})
            .status());
    KT_RETURN_IF_ERROR(database->Run("UPDATE record SET generation = generation + 1").status());
    KT_ASSIGN_OR_RETURN(const std::uint64_t generation, GenerationOf(*database));
    KT_RETURN_IF_ERROR(writer.MarkChanged(generation));
    return transaction.Commit();
  }

  StatusOr<std::uint64_t> Generation() override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return GenerationOf(*database);
  }

  StatusOr<std::vector<std::string>> ChangedSince(std::uint64_t generation) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return ReadChangedSince(*database, generation);
  }

  Status VisitMachines(const MachineRange& range,
                       const std::function<void(MachineRecord)>& visit) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    KT_ASSIGN_OR_RETURN(const Transaction transaction, Transaction::BeginReading(*database));
    return ReadEachMachine(*database, range, visit);
  }

  Status VisitFindings(const MachineRange& range,
                       const std::function<bool(RecordedFinding)>& visit) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return ReadEachFinding(*database, range, visit);
  }

  StatusOr<std::vector<RecordedFinding>> Findings(const std::string& machine_id,
                                                  bool open_only) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return ReadFindings(*database, machine_id, open_only);
  }

  StatusOr<std::vector<Fact>> Facts(const std::string& machine_id) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return ReadFacts(*database, machine_id);
  }

  StatusOr<std::vector<RecordedMachine>> Machines() override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return ReadMachines(*database);
  }

  StatusOr<std::vector<VolumeCoverage>> Coverage(const std::string& machine_id) override {
    KT_ASSIGN_OR_RETURN(const ConnectionPool::Lease database, pool_.Take());
    return ReadCoverage(*database, machine_id);
  }

 private:
  ConnectionPool pool_;
};

}  // namespace

StatusOr<std::unique_ptr<RecordStore>> OpenRecordStore(const std::string& path) {
  KT_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                      OpenMigrated(path, StoreKind::kGraph, RecordMigrations()));
  return std::make_unique<SqliteRecordStore>(std::move(database));
}

}  // namespace keytrail::storage
