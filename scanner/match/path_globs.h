// Which rules look into a file, by its path. Answers in a few hash lookups, whatever the number of
// globs, for it is asked of every file.
//
// A glob is compared with as many trailing parts of the path as it has: `.netrc` is any file of
// that name, `.docker/config.json` one in such a folder. `*` and `?` stay within a part, `**` as a
// part stands for any number of them. `{a,b}` is either (glob_braces.h). Letters match in either
// case, and a backslash in a path parts it as a slash does.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.h"

namespace keytrail::match {

// Errors: kInvalidArgument, as `what: how to mend it`.
Status CheckGlob(std::string_view glob);

class PathGlobs {
 public:
  // `glob` has passed CheckGlob.
  void Add(std::string_view glob, std::size_t rule_index);

  // The rules one of whose globs matches. Shape: sorted, each once.
  std::vector<std::size_t> RulesFor(std::string_view path) const;

 private:
  struct Entry {
    std::vector<std::string> parts;  // last first, in lower case
    std::vector<std::size_t> rule_indices;
  };
  using Entries = std::vector<Entry>;
  using Index = std::unordered_map<std::string, Entries>;

  Entries& EntriesFor(const std::vector<std::string>& parts);
  void AddPlain(std::string_view glob, std::size_t rule_index);

  Index by_name_;       // globs whose last part is a plain name
  Index by_extension_;  // those whose last part ends in a plain extension
  Index by_first_;      // those whose last part begins with a plain character
  Index by_folder_;     // those with any last part below a folder of a plain name
  Entries others_;
};

}  // namespace keytrail::match
