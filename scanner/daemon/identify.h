// Gives what a worker found its identity: fingerprint, ids, machine and scan.
#pragma once

#include <string>

#include "base/clock.h"
#include "model/coverage.h"
#include "model/job.h"
#include "scanner/daemon/installation_key.h"

namespace keytrail::daemon {

struct ScanIdentity {
  std::string scan_id;
  std::string machine_id;
  Timestamp snapshot_at;  // unknown when nobody gave one
};

// Turns one file's frame into its record. Finding ids are the same from scan to scan: hash(machine
// id, volume identity, path bytes, secret type, fingerprint, ordinal of that secret in the file); a
// fact's is hash(machine id, volume identity, path bytes, kind, ordinal in the file).
FileResult Identify(FileDoneFrame frame, const ScanIdentity& identity, const InstallationKey& key);

}  // namespace keytrail::daemon
