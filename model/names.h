// The lower-case words under which enumerators appear in output and in stores.
#pragma once

#include <optional>
#include <string_view>

#include "model/coverage.h"
#include "model/door.h"
#include "model/path.h"
#include "model/rule_report.h"

namespace keytrail {

std::string_view NameOf(Confidence value);
std::string_view NameOf(Severity value);
std::string_view NameOf(SecretFamily value);
std::string_view NameOf(TargetState value);
std::string_view NameOf(FindingStatus value);
std::string_view NameOf(VolumeOutcome value);
std::string_view NameOf(ScanOutcome value);
std::string_view NameOf(FactKind value);
std::string_view NameOf(PasswordClass value);
std::string_view NameOf(FileType value);
std::string_view NameOf(Verdict value);
std::string_view NameOf(Grade value);
std::string_view NameOf(Evidence value);
std::string_view NameOf(NodeKind value);
std::string_view NameOf(PathVerdict value);
std::string_view NameOf(RuleStage value);

// The other way round, for rule files, flags and stores; nothing when the word is not one of them.
std::optional<Confidence> ConfidenceFromName(std::string_view name);
std::optional<Severity> SeverityFromName(std::string_view name);
std::optional<SecretFamily> SecretFamilyFromName(std::string_view name);

}  // namespace keytrail
