#include "scanner/match/rule_set.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scanner/match/compiled_rule.h"
#include "scanner/match/database_cache.h"
#include "scanner/match/dialect.h"
#include "scanner/match/rule_cost.h"
#include "scanner/match/rule_set_parts.h"

namespace keytrail::match {
namespace {

Status Refuse(const Rule& rule, const std::string& problem) {
  return MakeError(StatusCode::kInvalidArgument, fmt::format("rule {}: {}", rule.id, problem));
}

StatusOr<LazyExpression> ReadStop(const std::string& stop) {
  KT_ASSIGN_OR_RETURN(CompiledPattern pattern, CompilePattern(stop));
  return LazyExpression(std::move(pattern.confirmation));
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
    StatusOr<LazyExpression> stop = ReadStop(text);
    if (!stop.ok()) return Refuse(rule, MessageOf(stop.status()));
    compiled.stops.push_back(*std::move(stop));
  }
  return OkStatus();
}

StatusOr<CompiledRule> CompileRule(const Rule& rule, CompiledPattern pattern) {
  CompiledRule compiled{.rule = &rule,
                        .confirmation = LazyExpression(std::move(pattern.confirmation)),
                        .capture_names = std::move(pattern.capture_names),
                        .width = pattern.width,
                        .first_bytes = pattern.first_bytes,
                        .search_width = pattern.search_width,
                        .stands_alone = false,
                        .components = {},
                        .validators = {},
                        .stops = {}};
  KT_RETURN_IF_ERROR(CompileJudges(rule, compiled));
  return compiled;
}

// That the confirming engine takes all of a rule's expressions.
Status CheckExpressions(const CompiledRule& compiled) {
  Status status = compiled.confirmation.Check();
  for (const CompiledComponent& component : compiled.components) {
    if (status.ok()) status = component.expression.Check();
  }
  for (const LazyExpression& stop : compiled.stops) {
    if (status.ok()) status = stop.Check();
  }
  return status.ok() ? status : Refuse(*compiled.rule, MessageOf(status));
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

StatusOr<std::shared_ptr<const RuleSet>> AssembleRuleSet(std::vector<ReadRule> read_rules,
                                                         const CacheOptions& cache) {
  std::shared_ptr<RuleSet> set(new RuleSet());
  std::ranges::sort(read_rules, {},
                    [](const ReadRule& read) -> const std::string& { return read.rule.id; });
  set->rules_.reserve(read_rules.size());  // compiled rules point into it
  CompiledRules& compiled = *set->compiled_;
  GroupSource everywhere;
  GroupSource by_path;
  std::vector<GroupSource> alone;
  for (ReadRule& read : read_rules) {
    const Rule& rule = set->rules_.emplace_back(std::move(read.rule));
    const bool stands_alone = !rule.paths.empty() && read.pattern.literal_bytes < kLiteralBytesMin;
    if (stands_alone) alone.emplace_back();
    GroupSource& group = stands_alone ? alone.back() : rule.paths.empty() ? everywhere : by_path;
    group.Add(std::move(read.pattern.search), rule.id, compiled.rules.size());
    KT_ASSIGN_OR_RETURN(CompiledRule compiled_rule, CompileRule(rule, std::move(read.pattern)));
    compiled_rule.stands_alone = stands_alone;
    NoteReach(rule, compiled_rule, compiled);
    compiled.rules.push_back(std::move(compiled_rule));
  }
  KT_ASSIGN_OR_RETURN(compiled.everywhere, BuildGroup(std::move(everywhere), cache));
  KT_ASSIGN_OR_RETURN(compiled.by_path, BuildGroup(std::move(by_path), cache));
  set->from_cache_ = compiled.everywhere.from_cache && compiled.by_path.from_cache;
  for (GroupSource& source : alone) {
    KT_ASSIGN_OR_RETURN(RuleGroup group, BuildGroup(std::move(source), cache));
    set->from_cache_ = set->from_cache_ && group.from_cache;
    compiled.alone.push_back(std::move(group));
  }
  set->context_bytes_ = compiled.width_bytes_max + compiled.component_bytes_max + 1;
  return std::shared_ptr<const RuleSet>(std::move(set));
}

StatusOr<std::vector<ReadRule>> ReadPatterns(std::vector<Rule> rules) {
  if (rules.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "no rules to match: the list is empty: load at least one");
  }
  std::vector<ReadRule> read;
  for (Rule& rule : rules) {
    StatusOr<CompiledPattern> pattern = CompilePattern(rule.pattern);
    if (!pattern.ok()) return Refuse(rule, MessageOf(pattern.status()));
    read.push_back({.rule = std::move(rule), .pattern = *std::move(pattern)});
  }
  return read;
}

StatusOr<std::shared_ptr<const RuleSet>> BuildRuleSet(std::vector<Rule> rules,
                                                      const CacheOptions& cache) {
  KT_ASSIGN_OR_RETURN(std::vector<ReadRule> read, ReadPatterns(std::move(rules)));
  KT_ASSIGN_OR_RETURN(auto set, AssembleRuleSet(std::move(read), cache));
  for (const CompiledRule& compiled : set->compiled().rules) {
    KT_RETURN_IF_ERROR(CheckExpressions(compiled));
  }
  return set;
}

}  // namespace keytrail::match
