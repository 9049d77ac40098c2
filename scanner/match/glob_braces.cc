#include "scanner/match/glob_braces.h"

#include <fmt/format.h>

#include <algorithm>

namespace keytrail::match {
namespace {

Status BadBraces() {
  return MakeError(
      StatusCode::kInvalidArgument,
      "bad braces in a path: each is closed, holds two names or more parted by commas, "
      "and none stands within another: write such as *.{yml,yaml}");
}

// What stands between commas; none of them holds a brace.
std::vector<std::string_view> AlternativesOf(std::string_view inside) {
  std::vector<std::string_view> alternatives;
  for (std::size_t begin = 0;;) {
    const std::size_t comma = inside.find(',', begin);
    alternatives.push_back(inside.substr(begin, comma - begin));
    if (comma == std::string_view::npos) return alternatives;
    begin = comma + 1;
  }
}

// Each of `globs` with each of `endings` behind.
std::vector<std::string> Products(const std::vector<std::string>& globs,
                                  const std::vector<std::string_view>& endings) {
  std::vector<std::string> products;
  products.reserve(globs.size() * endings.size());
  for (const std::string& glob : globs) {
    for (const std::string_view ending : endings) products.push_back(glob + std::string(ending));
  }
  return products;
}

}  // namespace

StatusOr<std::vector<std::string>> ExpandBraces(std::string_view glob) {
  std::vector<std::string> globs = {""};
  while (!glob.empty()) {
    const std::size_t open = std::min(glob.find_first_of("{}"), glob.size());
    globs = Products(globs, {glob.substr(0, open)});
    glob.remove_prefix(open);
    if (glob.empty()) break;
    const std::size_t close = glob.find_first_of("{}", 1);
    if (glob.front() == '}' || close == std::string_view::npos || glob[close] == '{') {
      return BadBraces();
    }
    const std::vector<std::string_view> alternatives = AlternativesOf(glob.substr(1, close - 1));
    if (alternatives.size() < 2) return BadBraces();
    if (globs.size() * alternatives.size() > kBraceExpansionsMax) {
      return MakeError(StatusCode::kInvalidArgument,
                       fmt::format("braces in a path make more than {} of it: write several paths",
                                   kBraceExpansionsMax));
    }
    globs = Products(globs, alternatives);
    glob.remove_prefix(close + 1);
  }
  return globs;
}

}  // namespace keytrail::match
