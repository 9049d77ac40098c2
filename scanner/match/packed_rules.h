// Rules with their patterns already read, as bytes for the cache: all that matching and reporting
// need, and none of the proof (examples, references). Inside this room only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "model/rule.h"
#include "scanner/match/context_words.h"
#include "scanner/match/dialect.h"

namespace keytrail::match {

struct ReadRule {
  Rule rule;
  CompiledPattern pattern;
  std::optional<WordReach> word_reach;  // ReachFromWord
};

std::string PackRules(const std::vector<ReadRule>& rules);

// Errors: kDataLoss for what PackRules did not write.
StatusOr<std::vector<ReadRule>> UnpackRules(std::string_view bytes);

}  // namespace keytrail::match
