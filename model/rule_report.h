// What the authoring of rules says, as plain values that cross the worker's pipe: which rules there
// are, what is wrong with them, what they cost, and what they make of a text. Never a secret: what
// a rule found is told by place and preview.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/finding.h"

namespace keytrail {

// One rule, as `rules list` and `rules explain` show it.
struct RuleSummary {
  std::string id;
  std::uint32_t version = 1;
  std::string name;
  std::string description;
  std::string secret_type;
  SecretFamily family = SecretFamily::kToken;
  Confidence confidence = Confidence::kMedium;
  Severity severity = Severity::kMedium;
  std::string file;
  std::uint32_t line = 0;
  std::string pattern;
  std::string parser;
  std::vector<std::string> paths;
  std::vector<std::string> validators;
  std::string target;
  std::uint32_t specificity = 0;
  std::string reviewed;
  std::vector<std::string> references;
  std::uint64_t width_bytes_max = 0;
  bool near_context_words = false;  // where it is looked for: only there, or in all text
  std::uint32_t examples = 0;
  std::uint32_t negative_examples = 0;
};

// Something that makes a rule, or a whole file, unfit to be used.
struct RuleProblem {
  std::string file;
  std::uint32_t line = 0;  // 0: the file as a whole
  std::uint32_t column = 0;
  std::string rule_id;  // empty: no rule's
  std::string what;
  std::string how;  // to mend it
};

// `FILE:LINE:COLUMN: rule ID: what: how to mend it`, without what is not known.
std::string DescribeProblem(const RuleProblem& problem);

// What a rule costs a scan, over the corpus that is the same everywhere.
struct RuleCost {
  std::string rule_id;
  double callbacks_per_megabyte = 0;
  std::uint32_t literal_bytes = 0;    // longest literal that every match holds
  std::uint64_t width_bytes_max = 0;  // of a match
  // Of the search engine with this rule alone, and what the rule adds to a scan with all the
  // others; 0 where not measured.
  double bytes_per_second = 0;
  double added_seconds_per_gigabyte = 0;
};

// Another rule that fires on a rule's example too.
struct RuleCrossFire {
  std::string rule_id;
  std::uint32_t example = 0;  // from 1
  std::string other_rule_id;
  bool reported_instead = false;  // the other rule's finding stands for the place
};

struct ValidatorVerdict {
  std::string name;
  bool accepts = true;
  std::string why;  // empty when it accepts
};

enum class RuleStage {
  kHit,        // the search engine fired, and the pattern is not there
  kRefused,    // the pattern is there, and a validator refused it
  kConfirmed,  // the pattern is there, and every validator lets it stand
  kReported,   // it is a finding
};

// What became of one place of a text.
struct RuleVerdict {
  std::string rule_id;
  RuleStage stage = RuleStage::kHit;
  std::uint64_t byte_offset = 0;  // of the secret, or of the match where there is none
  std::uint64_t byte_length = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::vector<ValidatorVerdict> validators;  // in the rule's order; kRefused, kConfirmed
  std::string preview;                       // kReported
  Confidence confidence = Confidence::kLow;  // kReported
  std::vector<std::string> also_matched;     // kReported
  std::vector<std::string> decoded_by;       // kReported
};

// The last thing that any authoring verb says.
struct RuleTotals {
  std::uint32_t files = 0;
  std::uint32_t rules = 0;  // that were looked at
  std::uint32_t examples = 0;
  std::uint32_t negative_examples = 0;
  std::uint32_t problems = 0;
};

using RuleReport =
    std::variant<RuleSummary, RuleProblem, RuleCost, RuleCrossFire, RuleVerdict, RuleTotals>;

}  // namespace keytrail
