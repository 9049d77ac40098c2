// The two stores as their users see them; storage/ implements both. Threads: one writer a process;
// reads from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/coverage.h"

namespace keytrail {

// The scanner's store: what survives until the builder acknowledged it.
class OutboxStore {
 public:
  struct Row {
    std::uint64_t sequence = 0;  // from 1, without gaps, per (scanner id, epoch)
    std::string record;          // an encoded ScanRecord
  };
  virtual ~OutboxStore() = default;

  // Made at the store's first start; the epoch changes when a store was restored or its sequence
  // cannot be trusted.
  virtual std::string scanner_id() const = 0;
  virtual std::uint64_t epoch() const = 0;

  // Durable when it returns. Returns the sequence number of the last record.
  virtual StatusOr<std::uint64_t> Append(std::span<const std::string> records) = 0;
  // The oldest rows behind `after`, at most `rows_max` and about `bytes_max` bytes (at least one
  // row if there is one).
  virtual StatusOr<std::vector<Row>> Read(std::uint64_t after, std::size_t rows_max,
                                          std::size_t bytes_max) = 0;
  // Removes what was acknowledged.
  virtual Status Acknowledge(std::uint64_t sequence) = 0;
  virtual StatusOr<std::uint64_t> Pending() = 0;
  // The last number ever given out; zero when none was.
  virtual StatusOr<std::uint64_t> LastSequence() = 0;
  // Goes on under the next epoch: the builder does not continue where this numbering stands (it was
  // restored, or is another one). Rows keep their numbers; the first of the epoch may be any.
  virtual Status BeginEpoch() = 0;
};

struct IngestPosition {
  std::string scanner_id;
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0;  // of the last record in the batch
};

struct RecordedFinding {
  Finding finding;
  FindingStatus status = FindingStatus::kOpen;
  Timestamp first_seen;
  Timestamp last_seen;
};

struct RecordedMachine {
  Machine machine;
  Timestamp first_seen;
  Timestamp last_seen;
};

// All that the record says of one machine.
struct MachineRecord {
  RecordedMachine machine;
  std::vector<RecordedFinding> findings;  // of every status, sorted by path, offset
  std::vector<Fact> facts;                // current ones, in no order
  std::vector<VolumeCoverage> coverage;   // the newest of each volume
};

// Machines whose ids lie between the two, both included.
struct MachineRange {
  std::string first;
  std::string last;  // empty: to the end
};

// The graph builder's store: the record.
class RecordStore {
 public:
  virtual ~RecordStore() = default;

  // Zero when nothing of this (scanner, epoch) was ever applied.
  virtual StatusOr<std::uint64_t> LastApplied(const std::string& scanner_id,
                                              std::uint64_t epoch) = 0;

  // Applies the records and the position in one transaction; `first_sequence` is that of
  // records[0]. Records at or below the last applied sequence are passed over, so a repeat changes
  // nothing; the first records of a (scanner, epoch) may have any number. `received_at` dates scans
  // that gave no snapshot time. Errors: kFailedPrecondition (a gap), kInvalidArgument (numbers or
  // records that contradict each other), kUnavailable (retryable), kDataLoss.
  virtual Status Apply(const IngestPosition& position, std::uint64_t first_sequence,
                       std::span<const ScanRecord> records, Timestamp received_at) = 0;

  // Counts transactions that changed something, in this process or another: who derives from the
  // record compares it.
  virtual StatusOr<std::uint64_t> Generation() = 0;

  // Ids of the machines of which something was applied after that generation, sorted.
  virtual StatusOr<std::vector<std::string>> ChangedSince(std::uint64_t generation) = 0;

  // Calls `visit` with each machine, in the order of ids, as one moment of the record has them all.
  // No more than one machine is held at a time. Threads: any, several at once.
  virtual Status VisitMachines(const MachineRange& range,
                               const std::function<void(MachineRecord)>& visit) = 0;
  // Calls `visit` with each finding of any status, sorted as Findings() are, until it returns
  // false. Threads: as above.
  virtual Status VisitFindings(const MachineRange& range,
                               const std::function<bool(RecordedFinding)>& visit) = 0;

  // `machine_id` empty: all. Sorted by machine, path, offset.
  virtual StatusOr<std::vector<RecordedFinding>> Findings(const std::string& machine_id,
                                                          bool open_only) = 0;
  // Current facts only.
  virtual StatusOr<std::vector<Fact>> Facts(const std::string& machine_id) = 0;
  virtual StatusOr<std::vector<RecordedMachine>> Machines() = 0;
  // The newest coverage of each volume.
  virtual StatusOr<std::vector<VolumeCoverage>> Coverage(const std::string& machine_id) = 0;
};

}  // namespace keytrail
