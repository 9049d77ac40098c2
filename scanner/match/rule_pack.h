// Rule files as their authors need them: everything that is wrong, in every file, with its place.
//
// Not what a scan loads from (rule_file.h), which takes all rules or none.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/rule.h"
#include "model/rule_report.h"

namespace keytrail::match {

// From 1.
struct TextPlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// Where in its file a rule and its parts stand. Shape: `examples` and `negative_examples` as in the
// rule.
struct RulePlaces {
  std::string file;
  TextPlace rule;
  TextPlace pattern;
  std::vector<TextPlace> examples;
  std::vector<TextPlace> negative_examples;
};

struct PackSources {
  std::vector<std::string> directories;  // every *.yaml in them
  std::vector<std::string> files;
};

struct RulePack {
  std::vector<Rule> rules;                   // those that are well-formed; sorted by id, ids unique
  std::map<std::string, RulePlaces> places;  // by rule id
  std::vector<RuleProblem> problems;         // file by file, in order of place
  std::uint32_t files = 0;
};

// Reads all of `sources`. Never fails: what cannot be read or is not well-formed is a problem.
RulePack LoadRulePack(const PackSources& sources);

// Parses the text of one rule file; `file` is for messages, and says the provider.
RulePack ParseRulePack(const std::string& text, const std::string& file);

// A problem of a rule, at `place` of its file.
RuleProblem ProblemAt(const RulePlaces& places, const TextPlace& place, const std::string& rule_id,
                      const std::string& what, const std::string& how);

}  // namespace keytrail::match
