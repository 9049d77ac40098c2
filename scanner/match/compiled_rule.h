// What the matcher needs of the rules. Inside this room only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "model/rule.h"
#include "scanner/match/engine.h"
#include "scanner/match/expression.h"
#include "scanner/match/validators.h"

namespace keytrail::match {

struct CompiledRule {
  const Rule* rule = nullptr;  // in the RuleSet
  std::unique_ptr<re2::RE2> confirmation;
  std::vector<std::string> capture_names;  // of its groups, first group first
  WidthBytes width;                        // of a match
  ByteSet first_bytes;                     // that a match can begin with
  WidthBytes search_width;                 // between a match's start and Hyperscan's hit
  std::vector<Validator> validators;
};

struct CompiledRules {
  DatabaseHandle database;          // ids are positions in `rules`
  std::vector<CompiledRule> rules;  // in the order of RuleSet::rules()
  std::size_t width_bytes_max = 0;  // of any rule's match
};

}  // namespace keytrail::match
