// What the authoring of rules says ↔ generated messages; as wire/convert.h.
#pragma once

#include "base/status.h"
#include "keytrail/v1/rules.pb.h"
#include "model/rule_report.h"

namespace keytrail::wire {

v1::RuleReport ToProto(const RuleReport& report);

// Errors: kInvalidArgument (no report, an enumerator that does not exist).
StatusOr<RuleReport> FromProto(const v1::RuleReport& proto);

}  // namespace keytrail::wire
