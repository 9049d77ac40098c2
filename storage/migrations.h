// Brings a database to the schema of this version, step by numbered step, or refuses it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "storage/database.h"

namespace keytrail::storage {

// Which of the two stores a file is, written into its header (PRAGMA application_id).
enum class StoreKind : std::int32_t {
  kScanner = 0x4B545343,  // "KTSC"
  kGraph = 0x4B544742,    // "KTGB"
};

// The n-th migration, from 1, brings version n - 1 to n. Never edited once released, only added to.
struct Migration {
  const char* sql;
};

// Opens or makes the store at `path`, of this version's schema and with write-ahead logging. A file
// that is refused is left as it was. Errors: kFailedPrecondition (another program's database, the
// other store, or of a newer version), and those of Database::Open. Threads: any; processes may do
// it at once, and wait for each other.
StatusOr<std::unique_ptr<Database>> OpenMigrated(const std::string& path, StoreKind kind,
                                                 std::span<const Migration> migrations);

}  // namespace keytrail::storage
