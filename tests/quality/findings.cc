#include "tests/quality/findings.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/command.h"

namespace keytrail::quality {
namespace {

ReportedFinding FindingOf(const nlohmann::json& json) {
  return {.rule_id = json.at("rule_id"),
          .also_matched = json.at("also_matched"),
          .path = json.at("path"),
          .confidence = json.at("confidence"),
          .line = json.at("line").is_null() ? 0 : json.at("line").get<std::uint64_t>(),
          .decoded_by = json.at("decoded_by")};
}

}  // namespace

ScanReport ScanTree(const std::string& tree, const std::string& min_confidence) {
  const test_support::CommandResult result = test_support::RunCommand(
      {KEYTRAIL_BINARY_DIR "/bin/keytrail", "scan", tree, "--store", "none", "--no-progress",
       "--format", "jsonl", "--min-confidence", min_confidence});
  if (result.exit_code != 0 && result.exit_code != 3) {
    fmt::print(stderr, "keytrail-quality: the scan of {} failed: {}\n", tree, result.error);
    std::exit(1);
  }
  ScanReport report;
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json json = nlohmann::json::parse(line);
    if (json.at("kind") == "finding") report.findings.push_back(FindingOf(json));
    if (json.at("kind") == "scan") {
      report.bytes_scanned = json.at("bytes_scanned");
      report.files_scanned = json.at("files_scanned");
    }
  }
  return report;
}

}  // namespace keytrail::quality
