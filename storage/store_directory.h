// The directory of a store: private to its owner.
#pragma once

#include <string>

#include "base/status.h"

namespace keytrail::storage {

// Makes `directory` (mode 0700) and those above it where they are missing. Errors:
// kFailedPrecondition (not a directory, or one that others may write to), kPermissionDenied.
Status PrepareStoreDirectory(const std::string& directory);

}  // namespace keytrail::storage
