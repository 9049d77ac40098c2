// Enumerators of the model ↔ those of the wire. On the wire zero means "not given", so each is one
// more than its model counterpart; a test compares the names of all of them.
#pragma once

#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/status.h"
#include "keytrail/v1/model.pb.h"
#include "keytrail/v1/rules.pb.h"
#include "model/coverage.h"
#include "model/door.h"
#include "model/fact.h"
#include "model/path.h"
#include "model/rule_report.h"
#include "model/stores.h"

namespace keytrail::wire {

// Pairs a model enumeration with its wire counterpart.
template <typename ModelEnum>
struct WireEnum;

#define KT_WIRE_ENUM(ModelType, ProtoType, kLastModel, kLastProto)                            \
  template <>                                                                                 \
  struct WireEnum<ModelType> {                                                                \
    using Proto = v1::ProtoType;                                                              \
    static constexpr ModelType kLast = ModelType::kLastModel;                                 \
    static constexpr const char* kName = #ProtoType;                                          \
    static_assert(static_cast<int>(ModelType::kLastModel) + 1 ==                              \
                      static_cast<int>(v1::kLastProto) &&                                     \
                  static_cast<int>(v1::kLastProto) == static_cast<int>(v1::ProtoType##_MAX)); \
  }

KT_WIRE_ENUM(Confidence, Confidence, kHigh, CONFIDENCE_HIGH);
KT_WIRE_ENUM(Severity, Severity, kCritical, SEVERITY_CRITICAL);
KT_WIRE_ENUM(SecretFamily, SecretFamily, kCertificate, SECRET_FAMILY_CERTIFICATE);
KT_WIRE_ENUM(TargetState, TargetState, kNotFound, TARGET_STATE_NOT_FOUND);
KT_WIRE_ENUM(FindingStatus, FindingStatus, kOrphaned, FINDING_STATUS_ORPHANED);
KT_WIRE_ENUM(VolumeOutcome, VolumeOutcome, kIgnored, VOLUME_OUTCOME_IGNORED);
KT_WIRE_ENUM(ScanOutcome, ScanOutcome, kFailed, SCAN_OUTCOME_FAILED);
KT_WIRE_ENUM(Verdict, Verdict, kBlocked, VERDICT_BLOCKED);
KT_WIRE_ENUM(Grade, Grade, kNone, GRADE_NONE);
KT_WIRE_ENUM(Evidence, Evidence, kUsed, EVIDENCE_USED);
KT_WIRE_ENUM(PathVerdict, PathVerdict, kUnknown, PATH_VERDICT_UNKNOWN);
KT_WIRE_ENUM(RuleStage, RuleStage, kReported, RULE_STAGE_REPORTED);
KT_WIRE_ENUM(PasswordClass, PasswordClass, kStar, PASSWORD_CLASS_STAR);
KT_WIRE_ENUM(NodeKind, NodeKind, kExternal, NODE_KIND_EXTERNAL);

#undef KT_WIRE_ENUM

template <typename ModelEnum>
typename WireEnum<ModelEnum>::Proto EnumToProto(ModelEnum value) {
  return static_cast<typename WireEnum<ModelEnum>::Proto>(static_cast<int>(value) + 1);
}

// Errors: kInvalidArgument when the value is not given, or of a newer peer.
template <typename ModelEnum>
StatusOr<ModelEnum> EnumFromProto(typename WireEnum<ModelEnum>::Proto value) {
  const int number = static_cast<int>(value) - 1;
  if (number < 0 || number > static_cast<int>(WireEnum<ModelEnum>::kLast)) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("a {} of {}: not one that this version knows: update it",
                                 WireEnum<ModelEnum>::kName, number + 1));
  }
  return static_cast<ModelEnum>(number);
}

// Zero stands for "not decided".
template <typename ModelEnum>
StatusOr<std::optional<ModelEnum>> OptionalEnumFromProto(
    typename WireEnum<ModelEnum>::Proto value) {
  if (static_cast<int>(value) == 0) return std::optional<ModelEnum>();
  KT_ASSIGN_OR_RETURN(const ModelEnum known, EnumFromProto<ModelEnum>(value));
  return std::optional<ModelEnum>(known);
}

}  // namespace keytrail::wire
