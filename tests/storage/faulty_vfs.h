// A file system for SQLite on which everything fails from the n-th write on, as on a disk that
// dies; what was written before stays. E3 of fault injection: production code knows nothing of it.
#pragma once

#include <sqlite3.h>

namespace keytrail::storage {

// While it lives, databases that are opened go through it. One at a time.
class FaultyVfs {
 public:
  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // The n-th write, truncation or sync from now on fails, and all that follow; zero: none.
  void FailFrom(int operation);
  // Whether one has failed since FailFrom.
  bool failed() const;
};

}  // namespace keytrail::storage
