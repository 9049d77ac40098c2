// The scanner's store, scanner.db: what was found and is not yet acknowledged by a graph builder.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "model/stores.h"

namespace keytrail::storage {

// Opens or makes the store at `path`, whose directory must exist. Several processes may have it
// open: their records share one numbering, and what several publishers send twice is applied once.
// Errors: kFailedPrecondition (another program's file, or of a newer version), kPermissionDenied,
// kUnavailable, kDataLoss.
StatusOr<std::unique_ptr<OutboxStore>> OpenOutboxStore(const std::string& path);

}  // namespace keytrail::storage
