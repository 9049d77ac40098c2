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

StatusOr<std::unique_ptr<re2::RE2>> CompileStop(const std::string& stop) {
  KT_ASSIGN_OR_RETURN(const CompiledPattern pattern, CompilePattern(stop));
  auto expression = std::make_unique<re2::RE2>(pattern.confirmation, ConfirmationOptions());
  if (!expression->ok()) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("bad stop: {}: simplify it", expression->error()));
  }
  return expression;
}

// All that decides about a match once it is found.
Status CompileJudges(const Rule& rule, CompiledRule& compiled) {
  for (const RuleComponent& component : rule.components) {
    StatusOr<CompiledComponent> made = CompileComponent(component);
    if (!made.ok()) return Refuse(rule, MessageOf(made.status()));
    compiled.components.push_back(*std::move(made));
  }
  for (const std::string& text : rule.validators) {
    StatusOr<Validator> validator = FindValidator(text);
    if (!validator.ok()) return Refuse(rule, MessageOf(validator.status()));
    compiled.validators.push_back(*std::move(validator));
  }
  for (const std::string& text : rule.stops) {
    StatusOr<std::unique_ptr<re2::RE2>> stop = CompileStop(text);
    if (!stop.ok()) return Refuse(rule, MessageOf(stop.status()));
    compiled.stops.push_back(*std::move(stop));
  }
  return OkStatus();
}

StatusOr<Compilation> CompileRule(const Rule& rule) {
  const StatusOr<CompiledPattern> pattern = CompilePattern(rule.pattern);
  if (!pattern.ok()) return Refuse(rule, MessageOf(pattern.status()));
  auto confirmation = std::make_unique<re2::RE2>(pattern->confirmation, ConfirmationOptions());
  if (!confirmation->ok()) {
    return Refuse(rule, fmt::format("the confirming engine refuses the pattern: {}: simplify it",
                                    confirmation->error()));
  }
  CompiledRule compiled{.rule = &rule,
                        .confirmation = std::move(confirmation),
                        .capture_names = pattern->capture_names,
                        .width = pattern->width,
                        .first_bytes = pattern->first_bytes,
                        .search_width = pattern->search_width,
                        .components = {},
                        .validators = {},
                        .stops = {}};
  KT_RETURN_IF_ERROR(CompileJudges(rule, compiled));
  return Compilation{.compiled = std::move(compiled), .search = pattern->search};
}

// The expressions and rules of one group while they are gathered.
struct GroupSource {
  DatabaseSource source;
  std::vector<std::size_t> rule_indices;

  void Add(std::string expression, const std::string& name, std::size_t rule_index) {
    source.expressions.push_back(std::move(expression));
    source.names.push_back(name);
    rule_indices.push_back(rule_index);
  }
};

StatusOr<RuleGroup> BuildGroup(GroupSource source, const CacheOptions& cache) {
  if (source.rule_indices.empty()) return RuleGroup{};
  KT_ASSIGN_OR_RETURN(CachedDatabase database, ObtainDatabase(source.source, cache.directory));
  return RuleGroup{.database = std::move(database.database),
                   .rule_indices = std::move(source.rule_indices),
                   .from_cache = database.from_cache};
}

// Which files the rule looks into, and how far in them.
void NoteReach(const Rule& rule, const CompiledRule& compiled_rule, CompiledRules& compiled) {
  const std::size_t index = compiled.rules.size();
  for (const std::string& glob : rule.paths) compiled.paths.Add(glob, index);
  if (rule.low_outside_paths) compiled.low_rules.push_back(index);
  compiled.width_bytes_max =
      std::max<std::size_t>(compiled.width_bytes_max, compiled_rule.width.max);
  for (const RuleComponent& component : rule.components) {
    compiled.component_bytes_max =
        std::max<std::size_t>(compiled.component_bytes_max, component.within_bytes);
  }
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
  GroupSource everywhere;
  GroupSource by_path;
  for (const Rule& rule : set->rules_) {
    KT_ASSIGN_OR_RETURN(Compilation compilation, CompileRule(rule));
    NoteReach(rule, compilation.compiled, compiled);
    GroupSource& group = rule.paths.empty() ? everywhere : by_path;
    group.Add(std::move(compilation.search), rule.id, compiled.rules.size());
    compiled.rules.push_back(std::move(compilation.compiled));
  }
  KT_ASSIGN_OR_RETURN(compiled.everywhere, BuildGroup(std::move(everywhere), cache));
  KT_ASSIGN_OR_RETURN(compiled.by_path, BuildGroup(std::move(by_path), cache));
  set->from_cache_ = compiled.everywhere.from_cache && compiled.by_path.from_cache;
  set->context_bytes_ = compiled.width_bytes_max + compiled.component_bytes_max + 1;
  return std::shared_ptr<const RuleSet>(std::move(set));
}

}  // namespace keytrail::match
