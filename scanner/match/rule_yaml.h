// One rule out of its YAML mapping. The only place that knows the names of the keys.
#pragma once

#include <string>

#include <yaml-cpp/yaml.h>

#include "base/status.h"
#include "model/rule.h"

namespace keytrail::match {

// Errors: kInvalidArgument for a missing, unknown, repeated or ill-formed key. Throws nothing that
// yaml-cpp's mark-carrying exceptions are not; the caller turns those into a Status.
StatusOr<Rule> ParseRule(const YAML::Node& node, const std::string& file,
                         const std::string& provider);

}  // namespace keytrail::match
