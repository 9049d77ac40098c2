// Reads the record: rows as model values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/stores.h"
#include "storage/database.h"

namespace keytrail::storage {

// `machine_id` empty: all machines. Contracts as in model/stores.h. Errors: those of the database,
// and kDataLoss for a row that cannot be decoded.
StatusOr<std::vector<RecordedFinding>> ReadFindings(Database& database,
                                                    const std::string& machine_id, bool open_only);
StatusOr<std::vector<Fact>> ReadFacts(Database& database, const std::string& machine_id);
StatusOr<std::vector<RecordedMachine>> ReadMachines(Database& database);
StatusOr<std::vector<VolumeCoverage>> ReadCoverage(Database& database,
                                                   const std::string& machine_id);
StatusOr<std::vector<std::string>> ReadChangedSince(Database& database, std::uint64_t generation);

// Inside a transaction, that the parts of a machine fit each other.
Status ReadEachMachine(Database& database, const MachineRange& range,
                       const std::function<void(MachineRecord)>& visit);
Status ReadEachFinding(Database& database, const MachineRange& range,
                       const std::function<bool(RecordedFinding)>& visit);

}  // namespace keytrail::storage
