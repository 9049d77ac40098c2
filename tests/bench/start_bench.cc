// How long a worker takes to begin: the cached rules loaded, and a scan of next to nothing from its
// start to its end.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "scanner/match/rule_set_cache.h"
#include "tests/bench/bench.h"
#include "tests/support/command.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::bench {
namespace {

constexpr double kMillisecondsPerSecond = 1e3;

// From the files of the packs to a set that can match, the databases already compiled.
double LoadMilliseconds(const std::string& rules, const std::string& cache) {
  return kMillisecondsPerSecond * Seconds([&] {
           KT_CHECK(
               match::ObtainRuleSet({.directories = {rules}, .only_ids = {}}, {.directory = cache})
                   .ok());
         });
}

}  // namespace

void BenchStart(const StartBench& bench) {
  const test_support::TemporaryDirectory directory;
  const std::string cache = directory.path() + "/cache";
  const std::string tree = directory.path() + "/tree";
  const std::string store = directory.path() + "/store";
  std::filesystem::create_directory(cache);
  std::filesystem::permissions(cache, std::filesystem::perms::owner_all);
  std::filesystem::create_directory(tree);
  std::ofstream(tree + "/file") << "nothing\n";
  LoadMilliseconds(bench.rules, cache);
  std::vector<double> load, scan;
  for (int i = 0; i < bench.pairs; ++i) {
    load.push_back(LoadMilliseconds(bench.rules, cache));
    scan.push_back(kMillisecondsPerSecond * Seconds([&] {
                     const auto result = test_support::RunCommand(
                         {bench.keytrail_program, "scan", tree, "--store", store, "--no-progress"});
                     KT_CHECK(result.exit_code == 0);
                   }));
  }
  fmt::print("start: {} runs\n", bench.pairs);
  fmt::print("  the cached rules loaded    {:8.1f} ms   (required under 50)\n", Median(load));
  fmt::print(
      "  a scan of one small file   {:8.1f} ms   (the first byte is scanned before its end; "
      "required under 100)\n",
      Median(scan));
}

}  // namespace keytrail::bench
