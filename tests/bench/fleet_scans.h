// Scans of a fleet of ordinary machines, made up: each holds five private keys, of which other
// machines list some, and has two accounts that list five keys each; half of those nobody holds.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/coverage.h"

namespace keytrail::bench {

inline constexpr std::size_t kKeysPerMachine = 5;
inline constexpr std::size_t kLinesPerMachine = 10;

// The fingerprint of one key of the machine; of no real key.
std::string FleetKey(std::size_t machine, std::size_t key);
std::string FleetMachineId(std::size_t machine);

// The records of one scan of the machine, of a fleet of `machines`; scans of a later `round` come
// after those of an earlier, and give the first line another key: that of FleetKey(machine, round).
std::vector<ScanRecord> FleetScan(std::size_t machine, std::size_t machines, std::size_t round);

}  // namespace keytrail::bench
