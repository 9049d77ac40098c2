// The definition of a match, written down as slowly as it reads: for every start, RE2 anchored
// there with the whole file around it; then, in order of start, what overlaps a kept one is
// dropped. Shares nothing with the matcher but RE2 and the rule's own text.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/match/scan_support.h"

namespace keytrail::match::testing {

class NaiveReference {
 public:
  explicit NaiveReference(const std::vector<Rule>& rules) {
    for (const Rule& rule : rules) {
      re2::RE2::Options options;
      options.set_encoding(re2::RE2::Options::EncodingLatin1);
      patterns_.push_back(
          {rule.id, std::make_unique<re2::RE2>(WithUniqueNames(rule.pattern), options)});
    }
  }

  // Shape: sorted; without the validators' verdicts.
  std::vector<PlainMatch> MatchesOf(const std::string& text) const {
    std::vector<PlainMatch> matches;
    for (const Pattern& pattern : patterns_) {
      std::size_t kept_end = 0;
      for (std::size_t start = 0; start < text.size(); ++start) {
        if (start < kept_end) continue;
        const std::optional<PlainMatch> match = CandidateAt(pattern, text, start);
        if (!match) continue;
        kept_end = match->end;
        matches.push_back(*match);
      }
    }
    std::sort(matches.begin(), matches.end());
    return matches;
  }

 private:
  struct Pattern {
    std::string rule_id;
    std::unique_ptr<re2::RE2> engine;
  };

  // RE2 refuses a name that stands in two branches: each gets a number behind it.
  static std::string WithUniqueNames(std::string pattern) {
    int count = 0;
    for (std::size_t at = pattern.find("(?P<"); at != std::string::npos;
         at = pattern.find("(?P<", at + 1)) {
      pattern.insert(pattern.find('>', at), "__" + std::to_string(count++));
    }
    return pattern;
  }

  static std::optional<PlainMatch> CandidateAt(const Pattern& pattern, const std::string& text,
                                               std::size_t start) {
    std::vector<re2::StringPiece> groups(
        static_cast<std::size_t>(1 + pattern.engine->NumberOfCapturingGroups()));
    if (!pattern.engine->Match(text, start, text.size(), re2::RE2::ANCHOR_START, groups.data(),
                               static_cast<int>(groups.size()))) {
      return std::nullopt;
    }
    PlainMatch match;
    match.rule_id = pattern.rule_id;
    match.begin = start;
    match.end = start + groups[0].size();
    for (const auto& [number, name] : pattern.engine->CapturingGroupNames()) {
      const re2::StringPiece& group = groups[static_cast<std::size_t>(number)];
      if (group.data() != nullptr) {
        match.captures[name.substr(0, name.find("__"))] = group.as_string();
      }
    }
    return match;
  }

  std::vector<Pattern> patterns_;
};

// Leaves of each match what the reference knows.
inline std::vector<PlainMatch> WithoutVerdicts(std::vector<PlainMatch> matches) {
  for (PlainMatch& match : matches) match.suppressed_by.clear();
  std::sort(matches.begin(), matches.end());
  return matches;
}

}  // namespace keytrail::match::testing
