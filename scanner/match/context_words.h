// Words by which most rules know a secret that has no form of its own: password, token, secret.
// Rules that cannot match without one of them need not be looked for in all text, only around such
// words; which rules these are is proven from their patterns, never declared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "model/rule.h"
#include "scanner/match/expression.h"

namespace keytrail::match {

// The longest word.
inline constexpr std::uint64_t kWordBytesMax = 24;

// Where a match lies around the end of a word.
struct WordReach {
  std::uint64_t before_bytes = 0;  // at most, from the match's begin to the word's end
  std::uint64_t after_bytes = 0;   // at most, from there to the end of what the search form matches

  std::uint64_t bytes_max() const { return std::max(before_bytes, after_bytes); }
};

// Nothing when some text that `search` matches holds no word. Shape: of the first word in a match.
std::optional<WordReach> ReachFromWord(const Expression& search);

// From a word in the match, or in what the rule requires beside it; of several the nearest. Nothing
// when a match can stand where no word is. Errors: kInvalidArgument, as ParsePattern.
StatusOr<std::optional<WordReach>> ReachFromWord(const Rule& rule);

// Beyond these, looking around words is hardly less than looking everywhere.
inline constexpr std::uint64_t kNearBytesMax = 512;
inline constexpr std::uint64_t kFartherBytesMax = 1536;  // for rules that look into all files

// Whether `rule`, whose ReachFromWord is `reach`, is looked for around words only.
bool IsLookedForNearWords(const Rule& rule, const std::optional<WordReach>& reach);

// The words for Hyperscan, one expression each.
std::vector<std::string> ContextWordExpressions();

}  // namespace keytrail::match
