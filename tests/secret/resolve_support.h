// What the tests of targets share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scanner/secret/target.h"

namespace keytrail::secret::testing {

using Captures = std::vector<std::pair<std::string, std::string>>;

// What a rule whose `target` is `resolver` makes of a match with those captures.
inline ResolvedTarget Resolve(const std::string& resolver, const Captures& captures) {
  Rule rule;
  rule.target = resolver;
  Match match;
  match.rule = &rule;
  for (const auto& [name, text] : captures) {
    match.captures.push_back({.name = name, .file_offset = 0, .bytes = SecretBytes(text)});
  }
  return ResolveTarget(rule, match);
}

inline std::string Text(const ResolvedTarget& resolved, const std::string& name) {
  return TextAttribute(resolved.attributes, name);
}

inline std::string Expiry(const ResolvedTarget& resolved) {
  return resolved.expires_at.known() ? FormatTimestamp(resolved.expires_at).substr(0, 19) : "";
}

}  // namespace keytrail::secret::testing
