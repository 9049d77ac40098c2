// Shows what the authoring of rules says, in the format that was asked for.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/result_writer.h"
#include "model/rule_report.h"

namespace keytrail::cli {

class RulesReport {
 public:
  // `writer` must outlive the report.
  RulesReport(ResultWriter& writer, RulesOptions::Action action)
      : writer_(writer), action_(action) {}

  // Shows objects and problems at once; the rest waits for Finish where the format is text.
  void Add(const RuleReport& report);
  void Finish();

  bool has_problems() const { return has_problems_; }

 private:
  void AddText(const RuleReport& report);

  ResultWriter& writer_;
  const RulesOptions::Action action_;
  bool has_problems_ = false;
  std::vector<RuleSummary> rules_;
  std::vector<RuleCost> costs_;
  std::vector<RuleCrossFire> cross_fires_;
  RuleTotals totals_;
};

// One object, as docs/cli.md says.
std::string ToJson(const RuleReport& report);

// `FILE:LINE:COLUMN: rule ID: what: how to mend it`, with its newline.
std::string ProblemLine(const RuleProblem& problem);

}  // namespace keytrail::cli
