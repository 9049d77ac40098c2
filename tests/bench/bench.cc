#include "tests/bench/bench.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "scanner/match/rule_file.h"

namespace keytrail::bench {

bool CountingSink::Send(WorkerFrame frame) {
  if (const auto* file = std::get_if<FileDoneFrame>(&frame)) {
    findings_ += file->findings.size();
  } else if (const auto* end = std::get_if<VolumeEndFrame>(&frame)) {
    files_ += end->coverage.files_scanned;
    bytes_ += end->coverage.bytes_scanned;
  }
  return true;
}

double Seconds(const std::function<void()>& action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.at(values.size() / 2);
}

std::shared_ptr<const match::RuleSet> LoadRules(const std::string& directory) {
  auto rules = match::LoadRules({directory}, {});
  if (!rules.ok()) {
    fmt::print(stderr, "keytrail-bench: {}\n", MessageOf(rules.status()));
    std::exit(1);
  }
  auto set = match::BuildRuleSet(*std::move(rules), {});
  if (!set.ok()) {
    fmt::print(stderr, "keytrail-bench: {}\n", MessageOf(set.status()));
    std::exit(1);
  }
  return *set;
}

}  // namespace keytrail::bench
