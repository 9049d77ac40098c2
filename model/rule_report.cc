#include "model/rule_report.h"

#include <fmt/format.h>

namespace keytrail {

std::string DescribeProblem(const RuleProblem& problem) {
  std::string text;
  if (!problem.file.empty()) text += problem.file + ":";
  if (problem.line != 0) text += fmt::format("{}:{}:", problem.line, problem.column);
  if (!text.empty()) text += " ";
  if (!problem.rule_id.empty()) text += fmt::format("rule {}: ", problem.rule_id);
  text += problem.what;
  if (!problem.how.empty()) text += ": " + problem.how;
  return text;
}

}  // namespace keytrail
