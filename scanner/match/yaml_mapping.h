// Reads the values of one YAML mapping strictly: an unknown key, a key twice, a value of another
// shape are problems with a place. Knows nothing of rules.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/status.h"

namespace keytrail::match {

// Where a problem is, for its sentence.
struct RulePlace {
  std::string file;
  std::string rule_id;  // empty while not known
};

// `FILE:LINE:COLUMN: rule ID: problem`, where problem is `what: how to mend it`.
Status RuleProblem(const RulePlace& place, const YAML::Node& at, const std::string& problem);

class YamlMapping {
 public:
  YamlMapping(const YAML::Node& node, RulePlace place) : node_(node), place_(std::move(place)) {}

  // All errors are kInvalidArgument, as RuleProblem writes them.

  // That `node` is a mapping of `known` keys only, each once.
  Status CheckKeys(std::span<const std::string_view> known) const;

  bool Has(const std::string& key) const { return static_cast<bool>(node_[key]); }
  // The value of a key that is there.
  YAML::Node At(const std::string& key) const { return node_[key]; }

  // The text of a scalar key. Missing and optional: empty.
  StatusOr<std::string> Text(const std::string& key, bool required = true) const;
  // A text, or a list of pieces that are joined: long patterns are written line by line.
  StatusOr<std::string> JoinedText(const std::string& key) const;
  // A number above 0.
  StatusOr<std::uint32_t> Number(const std::string& key, std::uint32_t when_missing) const;
  StatusOr<bool> Flag(const std::string& key, bool when_missing) const;
  StatusOr<std::vector<std::string>> TextList(const std::string& key, bool required) const;

  // The enumerator that the key's word names; `words` lists them all.
  template <typename Enum>
  StatusOr<Enum> Word(const std::string& key, std::optional<Enum> (*from_name)(std::string_view),
                      std::string_view words) const {
    KT_ASSIGN_OR_RETURN(const std::string text, Text(key));
    const std::optional<Enum> value = from_name(text);
    if (value) return *value;
    return ProblemAt(key, fmt::format("'{}' is no {}: it is one of {}", text, key, words));
  }

  Status Problem(const std::string& problem) const { return RuleProblem(place_, node_, problem); }
  Status ProblemAt(const std::string& key, const std::string& problem) const {
    return RuleProblem(place_, node_[key], problem);
  }

 private:
  YAML::Node node_;
  RulePlace place_;
};

}  // namespace keytrail::match
