#include "scanner/secret/test_content.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace keytrail::secret {
namespace {

// Words of a directory's name, between its separators.
constexpr auto kTestWords = std::to_array<std::string_view>(
    {"test", "tests", "testing", "testdata", "testcase", "testcases", "testsuite", "unittest",
     "unittests", "fixture", "fixtures", "mock", "mocks", "regress", "vectors", "testcerts",
     "testfiles", "selftest"});
// Names that mean tests only when they are the whole of it.
constexpr auto kTestNames = std::to_array<std::string_view>({"t", "spec", "specs"});
// Where distributions keep what people read.
constexpr auto kDocumentation = std::to_array<std::string_view>(
    {"usr/share/doc/", "usr/share/man/", "usr/share/info/", "usr/share/help/", "usr/share/gtk-doc/",
     "usr/share/doc-base/"});

bool IsTestName(std::string_view name) {
  if (std::ranges::find(kTestNames, name) != kTestNames.end()) return true;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("_-. "), name.size());
    if (std::ranges::find(kTestWords, name.substr(0, end)) != kTestWords.end()) return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

bool IsDocumentation(std::string_view path) {
  return std::ranges::any_of(kDocumentation, [path](std::string_view directory) {
    const std::size_t at = path.find(directory);
    return at != std::string_view::npos && (at == 0 || path[at - 1] == '/');
  });
}

}  // namespace

bool IsTestContent(std::string_view path) {
  const std::string lower = LowerCase(path);
  if (IsDocumentation(lower)) return true;
  std::string_view rest = lower;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    if (IsTestName(rest.substr(0, slash))) return true;
    rest.remove_prefix(slash + 1);
  }
  return false;
}

}  // namespace keytrail::secret
