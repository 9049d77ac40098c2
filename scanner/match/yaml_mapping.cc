#include "scanner/match/yaml_mapping.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/ranges.h>

namespace keytrail::match {

bool YamlMapping::CheckKeys(std::span<const std::string_view> known) const {
  if (!node_.IsMap()) {
    Note("not a mapping", "write it as 'key: value' lines");
    return false;
  }
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::ranges::find(known, key) == known.end()) {
      log_.Note(entry.first, fmt::format("unknown key '{}'", key),
                fmt::format("the keys are {}", fmt::join(known, ", ")));
    } else if (!seen.insert(key).second) {
      log_.Note(entry.first, fmt::format("key '{}' twice", key), "remove one");
    }
  }
  return true;
}

std::string YamlMapping::Text(const std::string& key, bool required) const {
  const YAML::Node value = node_[key];
  if (!value) {
    if (required) Note(fmt::format("key '{}' is missing", key), "add it");
    return "";
  }
  if (!value.IsScalar() || value.Scalar().empty()) {
    NoteAt(key, fmt::format("'{}' is not a text", key), "write one value");
    return "";
  }
  return value.Scalar();
}

std::string YamlMapping::JoinedText(const std::string& key) const {
  if (!node_[key] || !node_[key].IsSequence()) return Text(key);
  return fmt::format("{}", fmt::join(TextList(key, true), ""));
}

std::uint32_t YamlMapping::Number(const std::string& key, std::uint32_t when_missing) const {
  const std::string text = Text(key, false);
  if (text.empty()) return when_missing;
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || number == 0) {
    NoteAt(key, fmt::format("'{}' is not a number", key), "write one above 0");
    return when_missing;
  }
  return number;
}

bool YamlMapping::Flag(const std::string& key, bool when_missing) const {
  const std::string text = Text(key, false);
  if (text.empty()) return when_missing;
  if (text != "true" && text != "false") {
    NoteAt(key, fmt::format("'{}' is no flag", key), "write true or false");
  }
  return text == "true";
}

std::vector<std::string> YamlMapping::TextList(const std::string& key, bool required) const {
  const YAML::Node value = node_[key];
  if (!value) {
    if (required) Note(fmt::format("key '{}' is missing", key), "add it");
    return {};
  }
  if (!value.IsSequence() || value.size() == 0) {
    NoteAt(key, fmt::format("'{}' is not a list", key), "write one '- ' line an entry");
    return {};
  }
  std::vector<std::string> texts;
  for (const YAML::Node& entry : value) {
    if (!entry.IsScalar() || entry.Scalar().empty()) {
      log_.Note(entry, fmt::format("an entry of '{}' is not a text", key), "write one");
    }
    texts.push_back(entry.IsScalar() ? entry.Scalar() : "");
  }
  return texts;
}

}  // namespace keytrail::match
