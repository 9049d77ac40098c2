// Questions to a graph builder, answered in model values, all pages of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/coverage.h"
#include "model/key.h"
#include "model/path.h"
#include "model/stores.h"
#include "rpc/builder_connection.h"

namespace keytrail::rpc {

struct SecretRow {
  RecordedFinding recorded;
  std::vector<Related> related;
};

struct MachineRow {
  RecordedMachine recorded;
  std::string os;                      // by its own os-release; empty when not known
  std::vector<std::string> hostnames;  // by its own files
};

struct PathRows {
  std::vector<AttackPath> paths;
  // Left out because a step's verdict is unknown.
  std::uint64_t unknown_left_out = 0;
  bool truncated = false;
};

// Errors of all: kUnavailable (the builder cannot be reached, after a few attempts),
// kInvalidArgument (it answers what this version does not understand), and the builder's own.
// Threads: any.
class QueryClient {
 public:
  // `connection` must outlive the client.
  explicit QueryClient(BuilderConnection& connection) : connection_(connection) {}

  // `machine_id` empty: of all machines. Sorted by machine, path, offset.
  StatusOr<std::vector<SecretRow>> ListSecrets(const std::string& machine_id,
                                               bool include_closed = false);
  // `public_key_fingerprint` empty: all keys. Sorted by fingerprint.
  StatusOr<std::vector<KeyView>> ListKeys(const std::string& public_key_fingerprint);
  // Sorted by id.
  StatusOr<std::vector<MachineRow>> ListMachines();
  // `machine_id` empty: of all machines. The newest of each volume, sorted by machine and volume.
  StatusOr<std::vector<VolumeCoverage>> GetCoverage(const std::string& machine_id);
  // `id` empty: all. Best first.
  StatusOr<PathRows> ListAttackPaths(const std::string& id, bool include_unknown);

 private:
  BuilderConnection& connection_;
};

}  // namespace keytrail::rpc
