// The programs of a volume that may be somebody's shell, and the shells that accounts name.
//
// Which program is a shell, an account says; and the account may be read long after the walk came
// past the program. So programs are kept until the volume ends, and then the few that are shells
// are told.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "model/fact.h"
#include "model/file.h"

namespace keytrail::pipeline {

struct ProgramListOptions {
  std::size_t programs_max = 50'000;
  std::size_t path_bytes_max = std::size_t{8} * 1024 * 1024;  // of all paths together
  std::size_t shells_max = 1'000;
};

// Threads: any.
class ProgramList {
 public:
  explicit ProgramList(const ProgramListOptions& options = {}) : options_(options) {}

  // Keeps `entry` where it is a regular file that somebody may execute, in a directory of programs
  // or of software that was added to the system. What goes beyond the limits is not kept: of such
  // a program nothing is told, which leaves open whether it is there.
  void Add(const FileEntry& entry) KT_EXCLUDES(mutex_);

  // Notes the shell of `account`.
  void AddShellOf(const AccountFact& account) KT_EXCLUDES(mutex_);

  // Removes the program at `path`; returns it, or nothing where none is kept.
  std::optional<FileEntry> Take(const std::string& path) KT_EXCLUDES(mutex_);

  // Removes the programs that have the file name of a noted shell, in the order of their paths: a
  // shell's path may lead through links of directories, as /bin does. Forgets all other programs;
  // the noted shells stay, for those that lie on a later volume.
  std::vector<FileEntry> TakeShells() KT_EXCLUDES(mutex_);

 private:
  struct ByPath {
    using is_transparent = void;
    bool operator()(const FileEntry& a, const FileEntry& b) const { return a.path < b.path; }
    bool operator()(const FileEntry& a, const std::string& path) const { return a.path < path; }
    bool operator()(const std::string& path, const FileEntry& b) const { return path < b.path; }
  };

  const ProgramListOptions options_;
  Mutex mutex_;
  std::set<FileEntry, ByPath> programs_ KT_GUARDED_BY(mutex_);
  std::size_t path_bytes_ KT_GUARDED_BY(mutex_) = 0;
  std::set<std::string, std::less<>> shell_names_ KT_GUARDED_BY(mutex_);
};

}  // namespace keytrail::pipeline
