// Where a scan's results go besides the screen: into the outbox of its store, and from there to a
// graph builder.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "cli/options.h"
#include "scanner/daemon/installation_key.h"
#include "scanner/daemon/result_recorder.h"

namespace keytrail::cli {

class Delivery {
 public:
  virtual ~Delivery() = default;

  virtual const daemon::InstallationKey& key() const = 0;
  virtual daemon::ResultRecorder& recorder() = 0;
  // Blocks until all that was recorded is acknowledged, or cannot be for now; then it waits in the
  // outbox. Errors: one sentence that says how much waits and why.
  virtual Status Finish() = 0;
};

// Opens the store and finds or becomes its builder; with `--store none` results go nowhere, or with
// an address from memory to that builder. Errors: the store cannot be used, the builder cannot be
// reached.
StatusOr<std::unique_ptr<Delivery>> OpenDelivery(const ScanOptions& options);

}  // namespace keytrail::cli
