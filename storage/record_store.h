// The graph builder's store, graph.db: the record. What it keeps and how scans resolve each other
// is in docs/formats/record.md.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "model/stores.h"

namespace keytrail::storage {

// Opens or makes the store at `path`, whose directory must exist. Errors: kFailedPrecondition
// (another program's file, or of a newer version), kPermissionDenied, kUnavailable, kDataLoss.
StatusOr<std::unique_ptr<RecordStore>> OpenRecordStore(const std::string& path);

}  // namespace keytrail::storage
