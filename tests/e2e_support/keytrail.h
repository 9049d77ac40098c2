// The program as scripts see it: arguments in, JSON Lines out.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/command.h"

namespace keytrail::e2e {

// The program under test.
std::string KeytrailProgram();

test_support::CommandResult RunKeytrail(std::vector<std::string> arguments);

// Each line of `output` as an object. A line that is no JSON fails the test and is left out.
std::vector<nlohmann::json> ParseLines(const std::string& output);

// The objects of that kind.
std::vector<nlohmann::json> OfKind(const std::vector<nlohmann::json>& objects,
                                   const std::string& kind);

// Place, rule and status of each of a store's findings, sorted. For comparing records, also of
// stores whose installation keys, and so whose ids, differ.
std::vector<std::string> RecordedSecrets(const std::string& store);

}  // namespace keytrail::e2e
