// Who is scanned, and in which scan. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace keytrail {

struct Machine {
  // Stable id given by whoever asked for the scan; never guessed from the disk alone.
  std::string id;
  std::string name;
  // True when nobody gave an id and the source's base name stands in.
  bool unstable_id = false;
};

enum class ScanOutcome { kComplete, kPartial, kFailed };

enum class Confidence { kLow, kMedium, kHigh };

// What a scan looked for: only this can a scan close.
struct LookedFor {
  std::string rule_id;
  std::uint32_t rule_version = 1;
  std::string secret_type;
};

struct ScanBegun {
  std::string scan_id;
  Machine machine;
  Timestamp started_at;
  // Unknown when nobody gave one: the builder then takes the time at which it received this.
  Timestamp snapshot_at;
  std::vector<LookedFor> looked_for;
  Confidence min_confidence = Confidence::kMedium;
  // These are all the disks the machine has: what lay on others is orphaned.
  bool all_disks = false;
  // All rules of the scanner's packs, not a choice of them: a secret type that is not among
  // `looked_for` has left the pack, and what was found of it is retired.
  bool full_pack = false;
};

struct ScanDone {
  std::string scan_id;
  std::string machine_id;
  Timestamp started_at;
  Timestamp finished_at;
  Timestamp snapshot_at;
  ScanOutcome outcome = ScanOutcome::kComplete;
  std::map<std::string, std::uint64_t> volumes;  // outcome → count
  std::uint64_t files_scanned = 0;
  std::uint64_t bytes_scanned = 0;
  std::uint64_t findings_high = 0;
  std::uint64_t findings_medium = 0;
  std::uint64_t findings_low = 0;
  std::uint64_t suppressed = 0;                             // look-alikes, and findings kept aside
  std::map<std::string, std::uint64_t> suppressed_by = {};  // the same, by what refused
  std::vector<std::string> errors;                          // each `what failed: why: what to do`
};

}  // namespace keytrail
