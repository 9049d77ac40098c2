// One rule out of its YAML mapping. The only place that knows the names of the keys.
#pragma once

#include <string>

#include <yaml-cpp/yaml.h>

#include "base/status.h"
#include "model/rule.h"

namespace keytrail::match {

// Where a problem is, for its sentence.
struct RulePlace {
  std::string file;
  std::string rule_id;  // empty while not known
};

// `FILE:LINE:COLUMN: rule ID: problem`, where problem is `what: how to mend it`.
Status RuleProblem(const RulePlace& place, const YAML::Node& at, const std::string& problem);

// Errors: kInvalidArgument for a missing, unknown, repeated or ill-formed key. Throws nothing that
// yaml-cpp's mark-carrying exceptions are not; the caller turns those into a Status.
StatusOr<Rule> ParseRule(const YAML::Node& node, const std::string& file,
                         const std::string& provider);

}  // namespace keytrail::match
