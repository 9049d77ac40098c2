// The definition of a match, written down as slowly as it reads: for every start, RE2 anchored
// there with the whole file around it; then, in order of start, what overlaps a kept one is
// dropped. Shares nothing with the matcher but RE2 and the rule's own text.
#pragma once

#include <re2/re2.h>

#include <memory>
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
      // RE2 refuses a name that stands in two branches; places do not depend on names.
      std::string unnamed = rule.pattern;
      re2::RE2::GlobalReplace(&unnamed, R"(\(\?P<[a-z0-9_]+>)", "(");
      patterns_.push_back({rule.id, std::make_unique<re2::RE2>(unnamed, options)});
    }
  }

  // Shape: sorted; places only.
  std::vector<PlainMatch> MatchesOf(const std::string& text) const {
    std::vector<PlainMatch> matches;
    for (const Pattern& pattern : patterns_) {
      std::size_t kept_end = 0;
      for (std::size_t start = 0; start < text.size(); ++start) {
        re2::StringPiece whole;
        if (start < kept_end ||
            !pattern.engine->Match(text, start, text.size(), re2::RE2::ANCHOR_START, &whole, 1)) {
          continue;
        }
        kept_end = start + whole.size();
        PlainMatch match;
        match.rule_id = pattern.rule_id;
        match.begin = start;
        match.end = kept_end;
        matches.push_back(match);
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
  std::vector<Pattern> patterns_;
};

// Leaves of each match what the reference knows.
inline std::vector<PlainMatch> PlacesOf(std::vector<PlainMatch> matches) {
  for (PlainMatch& match : matches) {
    match.captures.clear();
    match.suppressed_by.clear();
  }
  std::sort(matches.begin(), matches.end());
  return matches;
}

}  // namespace keytrail::match::testing
