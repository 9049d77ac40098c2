#include "scanner/match/rule_set.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scanner/match/compiled_rule.h"
#include "scanner/match/database_cache.h"
#include "scanner/match/dialect.h"

namespace keytrail::match {
namespace {

// Of which RE2's automata are built while matching; they fall back to a slower engine beyond it.
constexpr std::int64_t kAutomatonBytesMax = 16LL * 1024 * 1024;

Status Refuse(const Rule& rule, const std::string& problem) {
  return MakeError(StatusCode::kInvalidArgument, fmt::format("rule {}: {}", rule.id, problem));
}

re2::RE2::Options ConfirmationOptions() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(kAutomatonBytesMax);
  return options;
}

struct Compilation {
  CompiledRule compiled;
  std::string search;
};

StatusOr<Compilation> CompileRule(const Rule& rule) {
  const StatusOr<CompiledPattern> pattern = CompilePattern(rule.pattern);
  if (!pattern.ok()) return Refuse(rule, MessageOf(pattern.status()));
  auto confirmation = std::make_unique<re2::RE2>(pattern->confirmation, ConfirmationOptions());
  if (!confirmation->ok()) {
    return Refuse(rule, fmt::format("the confirming engine refuses the pattern: {}: simplify it",
                                    confirmation->error()));
  }
  std::vector<Validator> validators;
  for (const std::string& text : rule.validators) {
    StatusOr<Validator> validator = FindValidator(text);
    if (!validator.ok()) return Refuse(rule, MessageOf(validator.status()));
    validators.push_back(*std::move(validator));
  }
  return Compilation{.compiled = {.rule = &rule,
                                  .confirmation = std::move(confirmation),
                                  .capture_names = pattern->capture_names,
                                  .width = pattern->width,
                                  .first_bytes = pattern->first_bytes,
                                  .search_width = pattern->search_width,
                                  .validators = std::move(validators)},
                     .search = pattern->search};
}

}  // namespace

RuleSet::RuleSet() : compiled_(std::make_unique<CompiledRules>()) {}
RuleSet::~RuleSet() = default;

std::vector<LookedFor> RuleSet::looked_for() const {
  std::vector<LookedFor> looked_for;
  for (const Rule& rule : rules_) {
    looked_for.push_back(
        {.rule_id = rule.id, .rule_version = rule.version, .secret_type = rule.secret_type});
  }
  return looked_for;
}

StatusOr<std::shared_ptr<const RuleSet>> BuildRuleSet(std::vector<Rule> rules,
                                                      const CacheOptions& cache) {
  if (rules.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "no rules to match: the list is empty: load at least one");
  }
  std::shared_ptr<RuleSet> set(new RuleSet());
  set->rules_ = std::move(rules);
  std::ranges::sort(set->rules_, {}, &Rule::id);
  CompiledRules& compiled = *set->compiled_;
  DatabaseSource source;
  for (const Rule& rule : set->rules_) {
    KT_ASSIGN_OR_RETURN(Compilation compilation, CompileRule(rule));
    compiled.width_bytes_max =
        std::max<std::size_t>(compiled.width_bytes_max, compilation.compiled.width.max);
    compiled.rules.push_back(std::move(compilation.compiled));
    source.expressions.push_back(std::move(compilation.search));
    source.names.push_back(rule.id);
  }
  KT_ASSIGN_OR_RETURN(CachedDatabase database, ObtainDatabase(source, cache.directory));
  compiled.database = std::move(database.database);
  set->context_bytes_ = compiled.width_bytes_max + 1;
  set->from_cache_ = database.from_cache;
  return std::shared_ptr<const RuleSet>(std::move(set));
}

}  // namespace keytrail::match
