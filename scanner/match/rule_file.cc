#include "scanner/match/rule_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "scanner/match/rule_yaml.h"
#include "scanner/match/yaml_mapping.h"

namespace keytrail::match {
namespace {

constexpr std::uintmax_t kRuleFileBytesMax = 1024 * 1024;
constexpr std::size_t kRulesMax = 10'000;

Status CheckDocument(const YAML::Node& document, const RulePlace& place,
                     const std::string& provider) {
  if (!document.IsMap()) {
    return RuleProblem(place, document, "not a rule file: write 'provider:' and 'rules:'");
  }
  for (const auto& entry : document) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (key != "provider" && key != "rules") {
      return RuleProblem(place, entry.first,
                         fmt::format("unknown key '{}': the keys are provider, rules", key));
    }
  }
  const YAML::Node named = document["provider"];
  if (!named || !named.IsScalar() || named.Scalar() != provider) {
    return RuleProblem(
        place, document,
        fmt::format("the provider is not the file's name: write 'provider: {}'", provider));
  }
  const YAML::Node rules = document["rules"];
  if (!rules || !rules.IsSequence() || rules.size() == 0 || rules.size() > kRulesMax) {
    return RuleProblem(place, document, "no list of rules: write 'rules:' and '- id: …' entries");
  }
  return OkStatus();
}

StatusOr<std::vector<Rule>> ParseDocument(const YAML::Node& document, const std::string& file,
                                          const std::string& provider) {
  KT_RETURN_IF_ERROR(CheckDocument(document, {.file = file, .rule_id = ""}, provider));
  std::vector<Rule> rules;
  for (const YAML::Node& node : document["rules"]) {
    KT_ASSIGN_OR_RETURN(Rule rule, ParseRule(node, file, provider));
    if (std::ranges::find(rules, rule.id, &Rule::id) != rules.end()) {
      return RuleProblem({.file = file, .rule_id = rule.id}, node,
                         "id used twice: give each rule its own");
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

StatusOr<std::vector<std::filesystem::path>> RuleFilesOf(const std::string& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  std::filesystem::directory_iterator entry(directory, error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    if (entry->path().extension() == ".yaml") files.push_back(entry->path());
    entry.increment(error);
  }
  if (error) {
    const bool denied = error == std::errc::permission_denied;
    return MakeError(denied ? StatusCode::kPermissionDenied : StatusCode::kNotFound,
                     fmt::format("rules in {} cannot be read: {}: give a directory of rule files",
                                 directory, error.message()));
  }
  std::ranges::sort(files);
  return files;
}

StatusOr<std::string> ReadRuleFile(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size > kRuleFileBytesMax) {
    return MakeError(
        StatusCode::kInvalidArgument,
        fmt::format("rule file {} cannot be read: {}: make it a file of at most {} "
                    "bytes",
                    path.string(), error ? error.message() : "too large", kRuleFileBytesMax));
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || !text) {
    return MakeError(
        StatusCode::kPermissionDenied,
        fmt::format("rule file {} cannot be read: no access: make it readable", path.string()));
  }
  return text.str();
}

// The rules that `only_ids` names, or all.
StatusOr<std::vector<Rule>> Select(std::map<std::string, Rule> rules,
                                   const std::vector<std::string>& only_ids) {
  std::vector<Rule> selected;
  for (const std::string& id : only_ids) {
    if (rules.contains(id)) continue;
    return MakeError(StatusCode::kNotFound,
                     fmt::format("there is no rule '{}': no rule file has it: correct the id", id));
  }
  for (auto& [id, rule] : rules) {
    if (only_ids.empty() || std::ranges::find(only_ids, id) != only_ids.end()) {
      selected.push_back(std::move(rule));
    }
  }
  return selected;
}

}  // namespace

StatusOr<std::vector<Rule>> ParseRuleFile(const std::string& text, const std::string& file,
                                          const std::string& provider) {
  try {
    return ParseDocument(YAML::Load(text), file, provider);
  } catch (const YAML::Exception& exception) {
    return MakeError(
        StatusCode::kInvalidArgument,
        fmt::format("{}:{}:{}: not YAML: {}: correct the syntax", file, exception.mark.line + 1,
                    exception.mark.column + 1, exception.msg));
  }
}

StatusOr<std::vector<Rule>> LoadRules(const std::vector<std::string>& directories,
                                      const std::vector<std::string>& only_ids) {
  std::map<std::string, Rule> rules;
  for (const std::string& directory : directories) {
    KT_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> files, RuleFilesOf(directory));
    for (const std::filesystem::path& path : files) {
      KT_ASSIGN_OR_RETURN(const std::string text, ReadRuleFile(path));
      KT_ASSIGN_OR_RETURN(std::vector<Rule> loaded,
                          ParseRuleFile(text, path.string(), path.stem().string()));
      for (Rule& rule : loaded) {
        const std::string id = rule.id;
        if (rules.emplace(id, std::move(rule)).second) continue;
        return MakeError(StatusCode::kInvalidArgument,
                         fmt::format("{}:1:1: rule {}: id used in another file too: give each rule "
                                     "its own",
                                     path.string(), id));
      }
    }
  }
  if (rules.empty()) {
    return MakeError(StatusCode::kNotFound,
                     "no rules were loaded: no *.yaml in the rule directories: give --rules DIR");
  }
  return Select(std::move(rules), only_ids);
}

}  // namespace keytrail::match
