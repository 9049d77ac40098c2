// Applies scan records to the record, inside one transaction.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "base/status.h"
#include "model/coverage.h"
#include "storage/database.h"
#include "storage/resolution.h"

namespace keytrail::storage {

class RecordWriter {
 public:
  // `database` must outlive this, and be inside a write transaction. `received_at` dates scans that
  // gave no snapshot time.
  RecordWriter(Database& database, Timestamp received_at)
      : database_(database), received_at_(received_at), resolution_(database) {}

  // Errors: kInvalidArgument (a record that contradicts the record), and those of the database.
  Status Apply(const ScanRecord& record);

  // Dates the machines of all records that were applied; call once, last.
  Status MarkChanged(std::uint64_t generation);

 private:
  Status ApplyOne(const ScanBegun& begun);
  Status ApplyOne(const FileResult& file);
  Status ApplyOne(const VolumeCoverage& coverage);
  Status ApplyOne(const ScanDone& done);

  StatusOr<std::int64_t> LookFor(const ScanBegun& begun);
  // Errors: kNotFound when the store knows no such scan.
  StatusOr<ScanRow> ReadScan(const std::string& machine_id, const std::string& scan_id);
  // The scan's row. One whose beginning this store never received (another one did) is made without
  // anything that it looked for, so that it closes nothing but its facts.
  StatusOr<ScanRow> FindScan(const std::string& machine_id, const std::string& scan_id);
  StatusOr<std::int64_t> FindVolume(const ScanRow& scan, const std::string& machine_id,
                                    const std::string& volume_id);
  StatusOr<FileRow> FindFile(std::int64_t volume_key, const std::string& path);
  Status EndScan(const ScanRow& scan, const ScanDone& done);

  Database& database_;
  const Timestamp received_at_;
  Resolution resolution_;
  std::set<std::string> changed_machines_;
};

}  // namespace keytrail::storage
