#include "tests/quality/clean_tree.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace keytrail::quality {

StatusOr<std::vector<Explanation>> ReadExplanations(const std::string& file) {
  constexpr std::string_view kSeparator = " | ";
  std::ifstream stream(file);
  if (!stream) {
    return MakeError(StatusCode::kNotFound, fmt::format("{} cannot be read: name the file", file));
  }
  std::vector<Explanation> explanations;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t first = line.find(kSeparator);
    const std::size_t second = line.find(kSeparator, first + 1);
    if (first == std::string::npos || second == std::string::npos) {
      return MakeError(StatusCode::kInvalidArgument,
                       fmt::format("{}: '{}' is no explanation: write rule | part of the path | "
                                   "reason",
                                   file, line));
    }
    explanations.push_back(
        {.rule_id = line.substr(0, first),
         .path_part = line.substr(first + kSeparator.size(), second - first - kSeparator.size()),
         .reason = line.substr(second + kSeparator.size())});
  }
  return explanations;
}

std::vector<std::string> UnexplainedOf(const ScanReport& report,
                                       const std::vector<Explanation>& explanations) {
  std::vector<std::string> unexplained;
  for (const ReportedFinding& finding : report.findings) {
    const bool explained = std::ranges::any_of(explanations, [&](const Explanation& explanation) {
      return explanation.rule_id == finding.rule_id &&
             finding.path.find(explanation.path_part) != std::string::npos;
    });
    if (explained) continue;
    unexplained.push_back(fmt::format("{} in {}:{} {}", finding.rule_id, finding.path, finding.line,
                                      fmt::join(finding.decoded_by, " ")));
  }
  return unexplained;
}

}  // namespace keytrail::quality
