// Reads the values of one YAML mapping strictly: an unknown key, a key twice, a value of another
// shape are noted as problems, and an empty value stands for what could not be read. Knows nothing
// of rules.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "scanner/match/problem_log.h"

namespace keytrail::match {

class YamlMapping {
 public:
  // `log` must outlive the mapping.
  YamlMapping(const YAML::Node& node, ProblemLog& log) : node_(node), log_(log) {}

  // Notes what is no mapping, and every key that is not `known` or there twice. Returns false when
  // it is no mapping: nothing of it can be read.
  bool CheckKeys(std::span<const std::string_view> known) const;

  bool Has(const std::string& key) const { return static_cast<bool>(node_[key]); }
  // The value of a key that is there.
  YAML::Node At(const std::string& key) const { return node_[key]; }

  // The text of a scalar key. Missing and optional: empty.
  std::string Text(const std::string& key, bool required = true) const;
  // A text, or a list of pieces that are joined: long patterns are written line by line.
  std::string JoinedText(const std::string& key) const;
  // A number above 0.
  std::uint32_t Number(const std::string& key, std::uint32_t when_missing) const;
  bool Flag(const std::string& key, bool when_missing) const;
  std::vector<std::string> TextList(const std::string& key, bool required) const;

  // The enumerator that the key's word names; `words` lists them all.
  template <typename Enum>
  Enum Word(const std::string& key, std::optional<Enum> (*from_name)(std::string_view),
            std::string_view words) const {
    const std::string text = Text(key);
    const std::optional<Enum> value = from_name(text);
    if (value) return *value;
    if (!text.empty()) {
      NoteAt(key, fmt::format("'{}' is no {}", text, key), fmt::format("it is one of {}", words));
    }
    return Enum();
  }

  void Note(const std::string& what, const std::string& how) const { log_.Note(node_, what, how); }
  void NoteAt(const std::string& key, const std::string& what, const std::string& how) const {
    log_.Note(node_[key], what, how);
  }

 private:
  const YAML::Node node_;
  ProblemLog& log_;
};

}  // namespace keytrail::match
