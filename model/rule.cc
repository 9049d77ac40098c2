#include "model/rule.h"

namespace keytrail {

// The first glob: the first name of each brace, the wildcards filled in.
std::string ExamplePathOf(const Rule& rule) {
  if (rule.paths.empty()) return "srv/app/file";
  std::string path;
  bool left_out = false;  // from the comma in a brace to its end
  for (const char c : rule.paths.front()) {
    if (c == ',') left_out = true;
    if (c == '}') left_out = false;
    if (left_out || c == '{' || c == '}') continue;
    if (c != '*') path.push_back(c == '?' ? 'x' : c);
    if (c == '*' && !path.ends_with('x')) path.push_back('x');
  }
  return path;
}

}  // namespace keytrail
