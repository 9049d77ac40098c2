// Results as text for people: aligned tables, and blocks for keys and attack paths. Scripts read
// JSON Lines (cli/json.h) instead; nothing here is a contract.
//
// Whatever a disk named is made safe to show. Colour and fitting are the Style's.
#pragma once

#include <span>
#include <string>

#include "cli/style.h"
#include "model/coverage.h"
#include "model/job.h"
#include "model/key.h"
#include "model/path.h"
#include "rpc/query_client.h"

namespace keytrail::cli {

// Returns: whole lines, each with its newline; where there is nothing to show, one sentence that
// says so.

// Highest severity first, then by machine and place, and a line that counts them.
std::string FindingsTable(std::span<const Finding> findings, const Style& style);
// The same with the status of each, and for a private key the accounts that list it.
std::string SecretsTable(std::span<const rpc::SecretRow> secrets, const Style& style);

// One row for each volume, and below it the files that could not be read (the first few).
std::string CoverageTable(std::span<const VolumeCoverage> volumes, const Style& style);

std::string MachinesTable(std::span<const rpc::MachineRow> machines, const Style& style);

// One line of `ls`: type and mode, owner, size, time, digest (when asked for), path. Fixed columns,
// for entries are printed as they come.
std::string FileLine(const ListedFileFrame& file, bool hashed);

// A block for each key, those that an account lists first: who holds it, and every account that
// lists it with verdict and reasons.
std::string KeysText(std::span<const KeyView> keys, const Style& style);

// A block for each path: its chain, then each step with reason and evidence. `unknown_left_out`:
// paths that were not asked for because a step's verdict is unknown.
std::string PathsText(std::span<const AttackPath> paths, std::uint64_t unknown_left_out,
                      const Style& style);

// One line: what was read of a machine, found and suppressed, and how it ended. Errors are for
// standard error.
std::string ScanText(const ScanDone& scan, const Style& style);

}  // namespace keytrail::cli
