// One rule out of its YAML mapping. The only place that knows the names of the keys.
#pragma once

#include <optional>
#include <string>

#include <yaml-cpp/yaml.h>

#include "model/rule.h"
#include "scanner/match/problem_log.h"

namespace keytrail::match {

// Reads the rule and notes all that is wrong with it: a missing, unknown, repeated or ill-formed
// key. Returns nothing when there was something. Throws nothing that yaml-cpp's mark-carrying
// exceptions are not; the caller turns those into a problem.
std::optional<Rule> ParseRule(const YAML::Node& node, const std::string& provider, ProblemLog& log);

}  // namespace keytrail::match
