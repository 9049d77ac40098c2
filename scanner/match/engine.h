// Hyperscan's handles, and the one function that compiles a database. Inside this room only.
#pragma once

#include <string>
#include <vector>

#include <hs/hs.h>

#include "base/c_handle.h"
#include "base/status.h"

namespace keytrail::match {

using DatabaseHandle = CHandle<hs_database_t, &hs_free_database>;
using ScratchHandle = CHandle<hs_scratch_t, &hs_free_scratch>;

// What a database is made of. Equal expressions make equal databases on equal processors.
struct DatabaseSource {
  std::vector<std::string> expressions;  // ids are the positions
  std::vector<std::string> names = {};   // of the rules, for messages; same order, or empty
};

// Compiles for block mode, without start of match, for this processor. Errors: kInvalidArgument
// (an expression is refused; the message names its rule and gives the engine's reason),
// kFailedPrecondition (this processor lacks what the engine needs).
StatusOr<DatabaseHandle> CompileDatabase(const DatabaseSource& source);

// What a database depends on besides its source: engine version, mode, processor features.
StatusOr<std::string> DescribePlatform();

}  // namespace keytrail::match
