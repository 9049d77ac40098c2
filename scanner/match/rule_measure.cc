// A scan is timed as the fastest of several: what disturbs a run only ever makes it slower.
//
// What a rule adds is the time of all rules less the time of all but that one. Where that is less
// than the clock can tell, it is nothing.
#include "scanner/match/rule_measure.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "scanner/match/dialect.h"
#include "scanner/match/rule_cost.h"
#include "scanner/match/search_hits.h"

namespace keytrail::match {
namespace {

constexpr int kRuns = 3;

double ScanSeconds(const SearchHits& search, const std::string& corpus) {
  double fastest = 0;
  for (int run = 0; run < kRuns; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    search.Count(corpus);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    fastest = run == 0 ? taken.count() : std::min(fastest, taken.count());
  }
  return fastest;
}

StatusOr<double> ScanSeconds(const std::vector<Rule>& rules, const std::string& corpus) {
  if (rules.empty()) return 0.0;
  KT_ASSIGN_OR_RETURN(const SearchHits search, SearchHits::Create(rules));
  return ScanSeconds(search, corpus);
}

StatusOr<RuleCost> MeasureOne(const std::vector<Rule>& rules, std::size_t index,
                              const std::string& corpus, double seconds_of_all) {
  const auto bytes = static_cast<double>(corpus.size());
  KT_ASSIGN_OR_RETURN(const double alone, ScanSeconds({rules[index]}, corpus));
  std::vector<Rule> others = rules;
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(index));
  KT_ASSIGN_OR_RETURN(const double without, ScanSeconds(others, corpus));
  KT_ASSIGN_OR_RETURN(const CompiledPattern pattern, CompilePattern(rules[index].pattern));
  RuleCost cost{.rule_id = rules[index].id, .width_bytes_max = pattern.width.max};
  KT_ASSIGN_OR_RETURN(cost.literal_bytes, LiteralBytesOf(rules[index].pattern));
  cost.bytes_per_second = bytes / alone;
  cost.added_seconds_per_gigabyte = std::max(0.0, seconds_of_all - without) * 1e9 / bytes;
  return cost;
}

}  // namespace

StatusOr<std::vector<RuleCost>> MeasureRules(const std::vector<Rule>& rules) {
  const std::string corpus = CostCorpus(kCostCorpusBytes);
  KT_ASSIGN_OR_RETURN(const SearchHits search, SearchHits::Create(rules));
  const std::vector<double> callbacks = CallbacksPerMegabyte(search, rules.size(), corpus);
  const double seconds_of_all = ScanSeconds(search, corpus);
  std::vector<RuleCost> costs;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    KT_ASSIGN_OR_RETURN(RuleCost cost, MeasureOne(rules, i, corpus, seconds_of_all));
    cost.callbacks_per_megabyte = callbacks[i];
    costs.push_back(std::move(cost));
  }
  return costs;
}

}  // namespace keytrail::match
