// What the authoring of rules says, as text for people.
#pragma once

#include <string>
#include <vector>

#include "cli/style.h"
#include "model/rule_report.h"

namespace keytrail::cli {

// Each: whole lines; empty where there is nothing to show.
std::string RulesTable(const std::vector<RuleSummary>& rules, const Style& style);
std::string RuleText(const RuleSummary& rule, const Style& style);
std::string CostsTable(const std::vector<RuleCost>& costs, const Style& style);
std::string CrossFireText(const std::vector<RuleCrossFire>& cross_fires);
std::string VerdictText(const RuleVerdict& verdict, const Style& style);
std::string TotalsText(const RuleTotals& totals, const Style& style);

}  // namespace keytrail::cli
