// Compiled databases kept on disk, so that start-up is not compilation.
//
// A cached database is trusted code, so the directory must be the caller's own with mode 0700 and
// the file 0600; a digest in the file tells damage, and its name carries what it was compiled from
// and for. Whatever does not fit is compiled anew and replaced, never used. Trust ends at the
// directory: who can write there as this user can do more than give us a database.
#pragma once

#include <string>

#include "scanner/match/engine.h"

namespace keytrail::match {

struct CachedDatabase {
  DatabaseHandle database;
  bool from_cache = false;
};

// The database of `source`, from the cache when it is there and sound, else compiled and put
// there; no cache when `directory` is empty. A cache that cannot be used is no error: it is logged,
// and the database is compiled.
// Errors: as CompileDatabase. Threads: any; several processes may share a directory.
StatusOr<CachedDatabase> ObtainDatabase(const DatabaseSource& source, const std::string& directory);

}  // namespace keytrail::match
