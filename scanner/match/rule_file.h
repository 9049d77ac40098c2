// Rule packs: YAML files, one provider a file, checked strictly.
//
// A file names its provider, as its base name does, and lists rules with the fields of
// model/rule.h; docs/rules.md is the guide and rules/schema.json the schema for editors. Whatever
// is not known is refused: a misspelt key that is skipped is a rule that never works.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "model/rule.h"

namespace keytrail::match {

// Loads every *.yaml of `directories` in order of name, and keeps the rules named in `only_ids`
// (all when empty). Shape: sorted by id, ids unique, at least one rule, examples composed.
// Errors: kNotFound (no such directory, no such rule, no rule at all), kInvalidArgument; of a file:
// `FILE:LINE:COLUMN: rule ID: what: how to mend it`, and how many more there are.
StatusOr<std::vector<Rule>> LoadRules(const std::vector<std::string>& directories,
                                      const std::vector<std::string>& only_ids);

// Parses the text of one rule file. `file` is for messages, and its base name what the file must
// say it is for. Errors: kInvalidArgument.
StatusOr<std::vector<Rule>> ParseRuleFile(const std::string& text, const std::string& file);

}  // namespace keytrail::match
