#include "model/rule.h"

namespace keytrail {

// The first glob, its wildcards filled in.
std::string ExamplePathOf(const Rule& rule) {
  if (rule.paths.empty()) return "srv/app/file";
  std::string path;
  for (const char c : rule.paths.front()) {
    if (c != '*') path.push_back(c == '?' ? 'x' : c);
    if (c == '*' && !path.ends_with('x')) path.push_back('x');
  }
  return path;
}

}  // namespace keytrail
