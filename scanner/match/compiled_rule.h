// What the matcher needs of the rules. Inside this room only.
#pragma once

#include <string>
#include <vector>

#include "model/rule.h"
#include "scanner/match/checksum.h"
#include "scanner/match/component.h"
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
  bool stands_alone = false;               // in a group of its own
  std::vector<CompiledComponent> components;
  std::vector<Validator> validators;
  std::vector<LazyExpression> stops;
};

// Rules that are looked for together.
struct RuleGroup {
  DatabaseHandle database;                // null without rules
  std::vector<std::size_t> rule_indices;  // by the database's ids
  bool from_cache = true;                 // nothing had to be compiled
};

struct CompiledRules {
  std::vector<CompiledRule> rules;  // in the order of RuleSet::rules()
  RuleGroup everywhere;             // rules without paths
  RuleGroup by_path;                // those with: looked for only where one of them applies
  // One for each rule with paths that holds no literal to look for: it calls back at every line, so
  // it is run only where it applies itself.
  std::vector<RuleGroup> alone;
  PathGlobs paths;                      // → indices of rules
  std::vector<std::size_t> low_rules;   // that apply outside their paths too when asked for
  std::size_t width_bytes_max = 0;      // of any rule's match
  std::size_t component_bytes_max = 0;  // from a match to what belongs to it
};

}  // namespace keytrail::match
