#include "scanner/match/rule_set.h"

#include <algorithm>
#include <optional>
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
                        .group = 0,
                        .components = {},
                        .validators = {},
                        .stops = {}};
  KT_RETURN_IF_ERROR(CompileJudges(rule, compiled));
  return compiled;
}

// That the confirming engine takes all of a rule's expressions.
Status CheckExpressionsOf(const CompiledRule& compiled) {
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
  std::optional<WordReach> reach;
};

// The groups while they are gathered, in their order.
class GroupSources {
 public:
  GroupSources() : sources_(kSharedGroups) {}

  // Returns the rule's group.
  std::size_t Add(const Rule& rule, const ReadRule& read, std::size_t rule_index) {
    const std::size_t place = PlaceFor(rule, read);
    GroupSource& group = sources_[place];
    group.source.expressions.push_back(read.pattern.search);
    group.source.names.push_back(rule.id);
    group.rule_indices.push_back(rule_index);
    if (!LooksNearWords(place)) return place;
    WordReach reach = group.reach.value_or(WordReach{});
    reach.before_bytes = std::max(reach.before_bytes, read.word_reach->before_bytes);
    reach.after_bytes = std::max(reach.after_bytes, read.word_reach->after_bytes);
    group.reach = reach;
    return place;
  }

  // The words are looked for with what is looked for everywhere.
  StatusOr<std::vector<RuleGroup>> Build(const CacheOptions& cache) {
    const bool needs_words =
        std::ranges::any_of(sources_, [](const GroupSource& group) { return !!group.reach; });
    for (std::string& word : needs_words ? ContextWordExpressions() : std::vector<std::string>()) {
      sources_[kEverywhere].source.expressions.push_back(std::move(word));
      sources_[kEverywhere].source.names.emplace_back("context words");
    }
    std::vector<RuleGroup> groups;
    for (GroupSource& source : sources_) {
      RuleGroup& group = groups.emplace_back();
      group.rule_indices = std::move(source.rule_indices);
      group.near_words = source.reach;
      if (source.source.expressions.empty()) continue;
      KT_ASSIGN_OR_RETURN(CachedDatabase database, ObtainDatabase(source.source, cache.directory));
      group.database = std::move(database.database);
      group.from_cache = database.from_cache;
    }
    return groups;
  }

 private:
  static bool LooksNearWords(std::size_t place) {
    return place == kEverywhereNearWords || place == kEverywhereFartherFromWords ||
           place == kByPathNearWords;
  }

  std::size_t PlaceFor(const Rule& rule, const ReadRule& read) {
    if (IsLookedForNearWords(rule, read.word_reach)) {
      if (!rule.paths.empty()) return kByPathNearWords;
      return read.word_reach->bytes_max() <= kNearBytesMax ? kEverywhereNearWords
                                                           : kEverywhereFartherFromWords;
    }
    if (rule.paths.empty()) return kEverywhere;
    if (read.pattern.literal_bytes >= kLiteralBytesMin) return kByPath;
    sources_.emplace_back();
    return sources_.size() - 1;
  }

  std::vector<GroupSource> sources_;
};

// The text around a word may touch that around another inside one match, so both count.
std::size_t WordMarginBytes(const std::vector<RuleGroup>& groups) {
  std::uint64_t margin = 0;
  for (const RuleGroup& group : groups) {
    if (!group.near_words) continue;
    margin = std::max(
        margin, group.near_words->before_bytes + group.near_words->after_bytes + kWordBytesMax + 2);
  }
  return static_cast<std::size_t>(margin);
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
  GroupSources sources;
  for (ReadRule& read : read_rules) {
    const Rule& rule = set->rules_.emplace_back(std::move(read.rule));
    const std::size_t group = sources.Add(rule, read, compiled.rules.size());
    KT_ASSIGN_OR_RETURN(CompiledRule compiled_rule, CompileRule(rule, std::move(read.pattern)));
    compiled_rule.group = group;
    NoteReach(rule, compiled_rule, compiled);
    compiled.rules.push_back(std::move(compiled_rule));
  }
  KT_ASSIGN_OR_RETURN(compiled.groups, sources.Build(cache));
  set->from_cache_ = std::ranges::all_of(compiled.groups, &RuleGroup::from_cache);
  compiled.word_margin_bytes = WordMarginBytes(compiled.groups);
  set->context_bytes_ = std::max(compiled.width_bytes_max + compiled.component_bytes_max,
                                 compiled.word_margin_bytes) +
                        1;
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
    StatusOr<std::optional<WordReach>> reach = ReachFromWord(rule);
    if (!reach.ok()) return Refuse(rule, MessageOf(reach.status()));
    read.push_back({.rule = std::move(rule), .pattern = *std::move(pattern), .word_reach = *reach});
  }
  return read;
}

Status CheckExpressions(const RuleSet& set) {
  for (const CompiledRule& compiled : set.compiled().rules) {
    KT_RETURN_IF_ERROR(CheckExpressionsOf(compiled));
  }
  return OkStatus();
}

StatusOr<std::shared_ptr<const RuleSet>> BuildRuleSet(std::vector<Rule> rules,
                                                      const CacheOptions& cache) {
  KT_ASSIGN_OR_RETURN(std::vector<ReadRule> read, ReadPatterns(std::move(rules)));
  KT_ASSIGN_OR_RETURN(auto set, AssembleRuleSet(std::move(read), cache));
  KT_RETURN_IF_ERROR(CheckExpressions(*set));
  return set;
}

}  // namespace keytrail::match
