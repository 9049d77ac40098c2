#include "scanner/match/yaml_mapping.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/ranges.h>

namespace keytrail::match {

Status RuleProblem(const RulePlace& place, const YAML::Node& at, const std::string& problem) {
  const YAML::Mark mark = at.Mark();
  const std::string rule = place.rule_id.empty() ? "" : fmt::format("rule {}: ", place.rule_id);
  return MakeError(
      StatusCode::kInvalidArgument,
      fmt::format("{}:{}:{}: {}{}", place.file, mark.line + 1, mark.column + 1, rule, problem));
}

Status YamlMapping::CheckKeys(std::span<const std::string_view> known) const {
  if (!node_.IsMap()) return Problem("not a mapping: write key: value lines");
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::ranges::find(known, key) == known.end()) {
      return RuleProblem(
          place_, entry.first,
          fmt::format("unknown key '{}': the keys are {}", key, fmt::join(known, ", ")));
    }
    if (!seen.insert(key).second) {
      return RuleProblem(place_, entry.first, fmt::format("key '{}' twice: remove one", key));
    }
  }
  return OkStatus();
}

StatusOr<std::string> YamlMapping::Text(const std::string& key, bool required) const {
  const YAML::Node value = node_[key];
  if (!value && !required) return std::string();
  if (!value) return Problem(fmt::format("key '{}' is missing: add it", key));
  if (!value.IsScalar() || value.Scalar().empty()) {
    return ProblemAt(key, fmt::format("'{}' is not a text: write one value", key));
  }
  return value.Scalar();
}

StatusOr<std::string> YamlMapping::JoinedText(const std::string& key) const {
  if (!node_[key] || !node_[key].IsSequence()) return Text(key);
  KT_ASSIGN_OR_RETURN(const std::vector<std::string> pieces, TextList(key, true));
  return fmt::format("{}", fmt::join(pieces, ""));
}

StatusOr<std::uint32_t> YamlMapping::Number(const std::string& key,
                                            std::uint32_t when_missing) const {
  KT_ASSIGN_OR_RETURN(const std::string text, Text(key, false));
  if (text.empty()) return when_missing;
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || number == 0) {
    return ProblemAt(key, fmt::format("'{}' is not a number: write one above 0", key));
  }
  return number;
}

StatusOr<bool> YamlMapping::Flag(const std::string& key, bool when_missing) const {
  KT_ASSIGN_OR_RETURN(const std::string text, Text(key, false));
  if (text.empty()) return when_missing;
  if (text == "true" || text == "false") return text == "true";
  return ProblemAt(key, fmt::format("'{}' is no flag: write true or false", key));
}

StatusOr<std::vector<std::string>> YamlMapping::TextList(const std::string& key,
                                                         bool required) const {
  const YAML::Node value = node_[key];
  if (!value && !required) return std::vector<std::string>();
  if (!value) return Problem(fmt::format("key '{}' is missing: add it", key));
  if (!value.IsSequence() || value.size() == 0) {
    return ProblemAt(key, fmt::format("'{}' is not a list: write one '- ' line an entry", key));
  }
  std::vector<std::string> texts;
  for (const YAML::Node& entry : value) {
    if (!entry.IsScalar() || entry.Scalar().empty()) {
      return RuleProblem(place_, entry,
                         fmt::format("an entry of '{}' is not a text: write one", key));
    }
    texts.push_back(entry.Scalar());
  }
  return texts;
}

}  // namespace keytrail::match
