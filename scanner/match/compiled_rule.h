// What the matcher needs of the rules. Inside this room only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/rule.h"
#include "scanner/match/checksum.h"
#include "scanner/match/component.h"
#include "scanner/match/context_words.h"
#include "scanner/match/engine.h"
#include "scanner/match/expression.h"
#include "scanner/match/lazy_expression.h"
#include "scanner/match/path_globs.h"
#include "scanner/match/validators.h"

namespace keytrail::match {

struct CompiledRule {
  const Rule* rule = nullptr;  // in the RuleSet
  LazyExpression confirmation;
  std::vector<std::string> capture_names;  // of its groups, first group first
  WidthBytes width;                        // of a match
  ByteSet first_bytes;                     // that a match can begin with
  WidthBytes search_width;                 // between a match's start and Hyperscan's hit
  std::size_t group = 0;                   // in CompiledRules::groups
  std::vector<CompiledComponent> components;
  std::vector<Validator> validators;
  std::vector<LazyExpression> stops;
};

// Rules that are looked for together, in all text or around context words.
struct RuleGroup {
  DatabaseHandle database;                // null when there is nothing to look for
  std::vector<std::size_t> rule_indices;  // by the database's ids; ids beyond are context words
  std::optional<WordReach> near_words;    // as far around them as any of its rules demands
  bool from_cache = true;                 // nothing had to be compiled
};

// Where the groups stand that there always are. Behind them there is one for each rule with paths
// that holds no literal to look for: it calls back at every line, so it is run only where it
// applies itself.
enum GroupPlace : std::size_t {
  kEverywhere,
  kEverywhereNearWords,
  kEverywhereFartherFromWords,  // what is required beside a match may hold the word
  kByPath,
  kByPathNearWords,
  kSharedGroups
};

struct CompiledRules {
  std::vector<CompiledRule> rules;      // in the order of RuleSet::rules()
  std::vector<RuleGroup> groups;        // GroupPlace, then those of one rule
  WordReach word_reach;                 // the widest of any rule that is looked for near words
  PathGlobs paths;                      // → indices of rules
  std::vector<std::size_t> low_rules;   // that apply outside their paths too when asked for
  std::size_t width_bytes_max = 0;      // of any rule's match
  std::size_t component_bytes_max = 0;  // from a match to what belongs to it
  std::size_t word_margin_bytes = 0;    // from a match to a word that decides about it
};

}  // namespace keytrail::match
