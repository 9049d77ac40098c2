#include "scanner/match/rule_proof.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "scanner/match/compiled_rule.h"
#include "scanner/match/example_scan.h"
#include "scanner/match/rule_cost.h"
#include "scanner/match/search_hits.h"

namespace keytrail::match {
namespace {

constexpr auto kChunkSizes = std::to_array<std::size_t>({13, 31, 144, 610, 1597});
constexpr std::size_t kShownBytesMax = 60;

std::string Shown(const std::string& text) {
  if (text.size() <= kShownBytesMax) return EscapeForDisplay(text);
  return EscapeForDisplay(text.substr(0, kShownBytesMax)) + "…";
}

std::string PathOf(const Rule& rule, const RuleExample& example) {
  return example.path.empty() ? ExamplePathOf(rule) : example.path;
}

// The compiled rules that an engine takes; what it refuses is a problem.
std::shared_ptr<const RuleSet> BuildSound(const RulePack& pack, const CacheOptions& cache,
                                          std::vector<RuleProblem>& problems) {
  if (pack.rules.empty()) return nullptr;
  auto all = BuildRuleSet(pack.rules, cache);
  if (all.ok()) return *std::move(all);
  std::vector<Rule> sound;
  for (const Rule& rule : pack.rules) {
    const auto alone = BuildRuleSet({rule}, {});
    if (alone.ok()) {
      sound.push_back(rule);
      continue;
    }
    const RulePlaces& places = pack.places.at(rule.id);
    problems.push_back(ProblemAt(places, places.pattern, rule.id,
                                 fmt::format("an engine refuses it: {}", MessageOf(alone.status())),
                                 "simplify the pattern"));
  }
  if (sound.empty()) return nullptr;
  auto rest = BuildRuleSet(std::move(sound), {});
  if (rest.ok()) return *std::move(rest);
  problems.push_back(
      {.file = "",
       .rule_id = "",
       .what = fmt::format("the rules do not compile together: {}", MessageOf(rest.status())),
       .how = "simplify the widest patterns"});
  return nullptr;
}

class Prover {
 public:
  Prover(const RulePack& pack, std::shared_ptr<const RuleSet> rules, SearchHits search,
         std::vector<RuleProblem>& problems)
      : pack_(pack), scanner_(std::move(rules)), search_(std::move(search)), problems_(problems) {}

  void ProveAll() {
    const std::vector<Rule>& rules = scanner_.rules().rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      rule_index_ = i;
      rule_ = &rules[i];
      places_ = &pack_.places.at(rules[i].id);
      for (std::size_t n = 0; n < rule_->examples.size(); ++n) ProveExample(n);
      for (std::size_t n = 0; n < rule_->negative_examples.size(); ++n) ProveNegative(n);
      ProveChunks();
    }
  }

 private:
  void Report(const TextPlace& place, const std::string& what, const std::string& how) {
    problems_.push_back(ProblemAt(*places_, place, rule_->id, what, how));
  }

  std::vector<ExampleMatch> MatchesOfRule(const std::string& path, const std::string& text) {
    std::vector<ExampleMatch> matches = scanner_.ScanWhole(path, text);
    std::erase_if(matches, [&](const ExampleMatch& match) { return match.rule_id != rule_->id; });
    return matches;
  }

  // Why the matcher reports nothing.
  void ExplainMissing(std::size_t number, const std::vector<ExampleMatch>& matches) {
    const RuleExample& example = rule_->examples[number];
    const auto hits = search_.Find(example.text);
    const bool searched =
        std::ranges::any_of(hits, [&](const SearchHit& hit) { return hit.rule == rule_index_; });
    const re2::RE2& confirmation =
        scanner_.rules().compiled().rules[rule_index_].confirmation.get();
    const bool confirmed = re2::RE2::PartialMatch(example.text, confirmation);
    const TextPlace& place = places_->examples[number];
    if (!matches.empty()) {
      Report(place,
             fmt::format("example {} is refused by the validator {}: {}", number + 1,
                         matches[0].suppressed_by, Shown(example.text)),
             "correct the example, or drop the validator");
    } else if (searched != confirmed) {
      Report(
          place,
          fmt::format("the engines disagree about example {}: {} matches, {} does not", number + 1,
                      searched ? "Hyperscan" : "RE2", searched ? "RE2" : "Hyperscan"),
          "write the pattern in plainer constructs");
    } else {
      Report(place,
             fmt::format("example {} is not found: {}: {}", number + 1,
                         confirmed ? "something that belongs to it is missing"
                                   : "the pattern does not match it",
                         Shown(example.text)),
             "correct the pattern or the example");
    }
  }

  void ProveExample(std::size_t number) {
    const RuleExample& example = rule_->examples[number];
    std::vector<ExampleMatch> matches = MatchesOfRule(PathOf(*rule_, example), example.text);
    std::vector<ExampleMatch> standing = matches;
    std::erase_if(standing, [](const ExampleMatch& match) { return !match.suppressed_by.empty(); });
    if (standing.empty()) return ExplainMissing(number, matches);
    const TextPlace& place = places_->examples[number];
    if (standing.size() > 1) {
      Report(place, fmt::format("example {} is found {} times", number + 1, standing.size()),
             "make it one secret, or the pattern one match");
    }
    for (const auto& [name, value] : example.captures) {
      const auto captured = standing[0].captures.find(name);
      const std::string found = captured == standing[0].captures.end() ? "" : captured->second;
      if (found == value) continue;
      Report(place,
             fmt::format("example {} captures {} as '{}' and not as '{}'", number + 1, name,
                         Shown(found), Shown(value)),
             "correct the pattern or the example");
    }
  }

  void ProveNegative(std::size_t number) {
    // What a parser makes of an anchor is seen only by the pipeline.
    if (!rule_->parser.empty()) return;
    const std::string& text = rule_->negative_examples[number];
    const std::vector<ExampleMatch> matches = MatchesOfRule(ExamplePathOf(*rule_), text);
    const auto standing = std::ranges::find(matches, "", &ExampleMatch::suppressed_by);
    if (standing == matches.end()) return;
    const std::string found = text.substr(standing->begin, standing->end - standing->begin);
    Report(places_->negative_examples[number],
           fmt::format("negative example {} is found: '{}'", number + 1, Shown(found)),
           "narrow the pattern, or add a validator");
  }

  void ProveChunks() {
    const std::string path = ExamplePathOf(*rule_);
    std::string text = "before\n";
    for (const RuleExample& example : rule_->examples) text += example.text + "\n";
    for (const std::string& negative : rule_->negative_examples) text += negative + "\n";
    const std::vector<ExampleMatch> whole = scanner_.ScanWhole(path, text);
    for (const std::size_t owned_bytes : kChunkSizes) {
      if (scanner_.Scan(path, text, owned_bytes) == whole) continue;
      return Report(places_->rule,
                    fmt::format("its examples in chunks of {} bytes give other matches than whole",
                                owned_bytes),
                    "report this: it is an error of the matcher");
    }
  }

  const RulePack& pack_;
  ExampleScanner scanner_;
  SearchHits search_;
  std::vector<RuleProblem>& problems_;

  // The rule at hand.
  std::size_t rule_index_ = 0;
  const Rule* rule_ = nullptr;
  const RulePlaces* places_ = nullptr;
};

RuleCost CostOf(const CompiledRule& compiled, double callbacks_per_megabyte) {
  const auto literal_bytes = LiteralBytesOf(compiled.rule->pattern);
  return {.rule_id = compiled.rule->id,
          .callbacks_per_megabyte = callbacks_per_megabyte,
          .literal_bytes = literal_bytes.ok() ? *literal_bytes : 0,
          .width_bytes_max = compiled.width.max};
}

double CallbacksMaxOf(const RuleCost& cost, const Rule& rule) {
  if (rule.paths.empty()) return kCallbacksPerMegabyteMax;
  return cost.literal_bytes < kLiteralBytesMin ? kCallbacksPerMegabyteAloneMax
                                               : kCallbacksPerMegabyteByPathMax;
}

void JudgeCost(const RuleCost& cost, const Rule& rule, const RulePlaces& places,
               std::vector<RuleProblem>& problems) {
  const double callbacks_max = CallbacksMaxOf(cost, rule);
  if (cost.callbacks_per_megabyte > callbacks_max) {
    problems.push_back(
        ProblemAt(places, places.pattern, cost.rule_id,
                  fmt::format("over budget: {:.2f} callbacks a megabyte, and {:.0f} is the limit",
                              cost.callbacks_per_megabyte, callbacks_max),
                  "begin with a rarer literal, or give the tail a minimum"));
  }
  if (rule.paths.empty() && cost.literal_bytes < kLiteralBytesMin) {
    problems.push_back(
        ProblemAt(places, places.pattern, cost.rule_id,
                  fmt::format("over budget: its longest literal has {} bytes, and {} is the least",
                              cost.literal_bytes, kLiteralBytesMin),
                  "put a literal into every branch"));
  }
}

}  // namespace

RuleProof ProveRules(const RulePack& pack, const std::string& cost_corpus,
                     const CacheOptions& cache) {
  RuleProof proof;
  proof.rules = BuildSound(pack, cache, proof.problems);
  if (proof.rules == nullptr) return proof;
  const std::vector<Rule>& rules = proof.rules->rules();
  StatusOr<SearchHits> search = SearchHits::Create(rules);
  if (!search.ok()) return proof;  // BuildSound took the same patterns
  const auto callbacks = CallbacksPerMegabyte(*search, rules.size(), cost_corpus);
  Prover(pack, proof.rules, *std::move(search), proof.problems).ProveAll();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const RuleCost cost = CostOf(proof.rules->compiled().rules[i], callbacks[i]);
    JudgeCost(cost, rules[i], pack.places.at(rules[i].id), proof.problems);
    proof.costs.push_back(cost);
  }
  return proof;
}

}  // namespace keytrail::match
