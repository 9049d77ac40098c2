#include "cli/rules_report.h"

#include "base/text.h"
#include "cli/rules_text.h"

namespace keytrail::cli {

void RulesReport::Add(const RuleReport& report) {
  has_problems_ = has_problems_ || std::holds_alternative<RuleProblem>(report);
  if (writer_.is_text()) {
    AddText(report);
  } else {
    writer_.WriteObject(ToJson(report));
  }
}

void RulesReport::AddText(const RuleReport& report) {
  if (const auto* problem = std::get_if<RuleProblem>(&report)) {
    writer_.WriteText(ProblemLine(*problem));
  } else if (const auto* verdict = std::get_if<RuleVerdict>(&report)) {
    writer_.WriteText(VerdictText(*verdict, writer_.style()));
  } else if (const auto* rule = std::get_if<RuleSummary>(&report)) {
    rules_.push_back(*rule);
  } else if (const auto* cost = std::get_if<RuleCost>(&report)) {
    costs_.push_back(*cost);
  } else if (const auto* cross_fire = std::get_if<RuleCrossFire>(&report)) {
    cross_fires_.push_back(*cross_fire);
  } else if (const auto* totals = std::get_if<RuleTotals>(&report)) {
    totals_ = *totals;
  }
}

void RulesReport::Finish() {
  if (!writer_.is_text()) return;
  using Action = RulesOptions::Action;
  if (action_ == Action::kList) writer_.WriteText(RulesTable(rules_, writer_.style()));
  if (action_ == Action::kExplain) {
    for (const RuleSummary& rule : rules_) writer_.WriteText(RuleText(rule, writer_.style()));
  }
  writer_.WriteText(CrossFireText(cross_fires_));
  writer_.WriteText(CostsTable(costs_, writer_.style()));
  if (action_ == Action::kCheck) writer_.WriteText(TotalsText(totals_, writer_.style()));
}

std::string ProblemLine(const RuleProblem& problem) {
  return EscapeForDisplay(DescribeProblem(problem)) + "\n";
}

}  // namespace keytrail::cli
