// Where a machine notes who logged in. These files are read as they go by, of whatever size; all
// others that state facts are in facts.cc.
#pragma once

#include <string_view>

namespace keytrail::facts {

enum class LoginRecord {
  kNone,
  kLog,
  kCompressedLog,  // by its name
  kJournal
};

// What the file at `path` is, a path on its machine, or within its volume where the mount point is
// not known: auth.log and secure in /var/log, with those that were rotated away, and journals, also
// those that were not closed.
LoginRecord LoginRecordAt(std::string_view path);

}  // namespace keytrail::facts
