// The schema of the graph builder's store.
#pragma once

#include <span>

#include "storage/migrations.h"

namespace keytrail::storage {

std::span<const Migration> RecordMigrations();

}  // namespace keytrail::storage
