#include "tests/e2e_support/keytrail.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace keytrail::e2e {

std::string KeytrailProgram() { return KEYTRAIL_BINARY_DIR "/bin/keytrail"; }

test_support::CommandResult RunKeytrail(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), KeytrailProgram());
  return test_support::RunCommand(arguments);
}

std::vector<nlohmann::json> ParseLines(const std::string& output) {
  std::vector<nlohmann::json> objects;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    auto object = nlohmann::json::parse(line, nullptr, false);
    EXPECT_FALSE(object.is_discarded()) << line;
    if (!object.is_discarded()) objects.push_back(std::move(object));
  }
  return objects;
}

std::vector<nlohmann::json> OfKind(const std::vector<nlohmann::json>& objects,
                                   const std::string& kind) {
  std::vector<nlohmann::json> chosen;
  std::ranges::copy_if(objects, std::back_inserter(chosen), [&](const nlohmann::json& object) {
    return object.value("kind", "") == kind;
  });
  return chosen;
}

std::vector<std::string> RecordedSecrets(const std::string& store) {
  const auto result = RunKeytrail({"secrets", "--store", store, "--format", "jsonl"});
  EXPECT_EQ(result.exit_code, 0) << result.error;
  std::vector<std::string> secrets;
  for (const auto& finding : OfKind(ParseLines(result.output), "finding")) {
    secrets.push_back(finding.value("path", "") + " " + finding.value("rule_id", "") + " " +
                      finding.value("status", ""));
  }
  std::ranges::sort(secrets);
  return secrets;
}

}  // namespace keytrail::e2e
