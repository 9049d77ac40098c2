#include "scanner/secret/public_content.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/text.h"

namespace keytrail::secret {
namespace {

// Words of a directory's name, between its separators.
constexpr auto kPublicWords = std::to_array<std::string_view>(
    {"doc",       "docs",     "documentation", "example",    "examples",  "sample",   "samples",
     "fuzz",      "fuzzing",  "benchmark",     "benchmarks", "molecule",  "test",     "tests",
     "testing",   "testdata", "testcase",      "testcases",  "testsuite", "unittest", "unittests",
     "fixture",   "fixtures", "mock",          "mocks",      "regress",   "vectors",  "testcerts",
     "testfiles", "selftest", "demo",          "demos"});
// Names that mean tests only when they are the whole of it.
constexpr auto kTestNames = std::to_array<std::string_view>({"t", "spec", "specs", "expected"});
// What a test program's name begins or ends with, and what it is written in.
constexpr auto kTestWords = std::to_array<std::string_view>({"test", "tests", "spec"});
constexpr auto kProgramExtensions = std::to_array<std::string_view>(
    {".py",  ".go", ".js", ".mjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".rb",
     ".php", ".cs", ".c",  ".cc",  ".cpp", ".rs", ".ex",  ".exs",  ".pl", ".pyc",   ".class"});
// Where distributions keep what people read.
constexpr auto kDocumentation = std::to_array<std::string_view>(
    {"usr/share/doc/", "usr/share/man/", "usr/share/info/", "usr/share/help/", "usr/share/gtk-doc/",
     "usr/share/doc-base/"});

// Where they, and package managers, keep programs and libraries.
constexpr auto kPackages = std::to_array<std::string_view>(
    {"usr/bin/", "usr/sbin/", "usr/lib/", "usr/lib32/", "usr/lib64/", "usr/libexec/",
     "usr/include/", "usr/share/", "usr/games/", "node_modules/", "bower_components/",
     "site-packages/", "dist-packages/", "go/pkg/mod/", ".cargo/registry/", ".m2/repository/",
     ".nuget/packages/", "vendor/bundle/"});

bool IsPublicName(std::string_view name) {
  if (std::ranges::find(kTestNames, name) != kTestNames.end()) return true;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("_-. "), name.size());
    if (std::ranges::find(kPublicWords, name.substr(0, end)) != kPublicWords.end()) return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

// test_login.py, login_test.go, login.spec.ts, LoginTest.java.
bool IsTestProgram(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string extension = LowerCase(name.substr(dot));
  if (std::ranges::find(kProgramExtensions, extension) == kProgramExtensions.end()) return false;
  const std::string_view stem = name.substr(0, dot);
  if (stem.ends_with("Test") || stem.ends_with("Tests")) return true;
  const std::string lower = LowerCase(stem);
  const std::string_view text = lower;
  const std::string_view first = text.substr(0, std::min(text.find_first_of("_-."), text.size()));
  const std::string_view last = text.substr(text.find_last_of("_-.") + 1);
  return first != text && std::ranges::any_of(kTestWords, [&](std::string_view word) {
           return word == first || word == last;
         });
}

// True when `path` runs through one of `directories`.
bool RunsThrough(std::string_view path, std::span<const std::string_view> directories) {
  return std::ranges::any_of(directories, [path](std::string_view directory) {
    const std::size_t at = path.find(directory);
    return at != std::string_view::npos && (at == 0 || path[at - 1] == '/');
  });
}

}  // namespace

bool IsTestContent(std::string_view path) {
  const std::string lower = LowerCase(path);
  if (RunsThrough(lower, kDocumentation) || IsTestProgram(path.substr(path.rfind('/') + 1))) {
    return true;
  }
  std::string_view rest = lower;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    if (IsPublicName(rest.substr(0, slash))) return true;
    rest.remove_prefix(slash + 1);
  }
  return false;
}

bool IsPackageContent(std::string_view path) { return RunsThrough(LowerCase(path), kPackages); }

}  // namespace keytrail::secret
