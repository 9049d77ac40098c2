#include "scanner/match/rule_file.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scanner/match/rule_pack.h"

namespace keytrail::match {
namespace {

// The first problem, and how many more there are.
Status Refuse(const RulePack& pack) {
  std::string message = DescribeProblem(pack.problems.front());
  if (pack.problems.size() > 1) {
    message += fmt::format("; and {} more: 'keytrail rules check' lists them all",
                           pack.problems.size() - 1);
  }
  return MakeError(pack.files == 0 ? StatusCode::kNotFound : StatusCode::kInvalidArgument, message);
}

// The rules that `only_ids` names, or all.
StatusOr<std::vector<Rule>> Select(std::vector<Rule> rules,
                                   const std::vector<std::string>& only_ids) {
  for (const std::string& id : only_ids) {
    if (std::ranges::find(rules, id, &Rule::id) != rules.end()) continue;
    return MakeError(StatusCode::kNotFound,
                     fmt::format("there is no rule '{}': no rule file has it: correct the id", id));
  }
  if (only_ids.empty()) return rules;
  std::erase_if(rules, [&](const Rule& rule) {
    return std::ranges::find(only_ids, rule.id) == only_ids.end();
  });
  return rules;
}

}  // namespace

StatusOr<std::vector<Rule>> ParseRuleFile(const std::string& text, const std::string& file) {
  RulePack pack = ParseRulePack(text, file);
  if (!pack.problems.empty()) return Refuse(pack);
  return std::move(pack.rules);
}

StatusOr<std::vector<Rule>> LoadRules(const std::vector<std::string>& directories,
                                      const std::vector<std::string>& only_ids) {
  RulePack pack = LoadRulePack({.directories = directories, .files = {}});
  if (!pack.problems.empty()) return Refuse(pack);
  if (pack.rules.empty()) {
    return MakeError(StatusCode::kNotFound,
                     "no rules were loaded: no *.yaml in the rule directories: give --rules DIR");
  }
  return Select(std::move(pack.rules), only_ids);
}

}  // namespace keytrail::match
