#include "wire/convert.h"
#include "wire/enums.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

v1::PathStep StepToProto(const PathStep& step) {
  v1::PathStep proto;
  *proto.mutable_from() = ToProto(step.from);
  proto.set_edge(WireText(step.edge));
  *proto.mutable_to() = ToProto(step.to);
  for (const std::string& id : step.evidence) proto.add_evidence(WireText(id));
  proto.set_technique(WireText(step.technique));
  proto.set_reason(WireText(step.reason));
  return proto;
}

StatusOr<PathStep> StepFromProto(const v1::PathStep& proto) {
  PathStep step;
  KT_ASSIGN_OR_RETURN(step.from, FromProto(proto.from()));
  step.edge = proto.edge();
  KT_ASSIGN_OR_RETURN(step.to, FromProto(proto.to()));
  step.evidence.assign(proto.evidence().begin(), proto.evidence().end());
  step.technique = proto.technique();
  step.reason = proto.reason();
  return step;
}

}  // namespace

v1::Node ToProto(const Node& node) {
  v1::Node proto;
  proto.set_kind(EnumToProto(node.kind));
  proto.set_id(WireText(node.id));
  proto.set_name(WireText(node.name));
  return proto;
}

StatusOr<Node> FromProto(const v1::Node& proto) {
  KT_ASSIGN_OR_RETURN(const NodeKind kind, EnumFromProto<NodeKind>(proto.kind()));
  return Node{.kind = kind, .id = proto.id(), .name = proto.name()};
}

v1::AttackPath ToProto(const AttackPath& path) {
  v1::AttackPath proto;
  proto.set_id(WireText(path.id));
  proto.set_name(WireText(path.name));
  proto.set_description(WireText(path.description));
  proto.set_risk_level(EnumToProto(path.risk_level));
  proto.set_verdict(EnumToProto(path.verdict));
  for (const std::string& condition : path.conditions) proto.add_conditions(WireText(condition));
  proto.set_confidence(EnumToProto(path.confidence));
  *proto.mutable_entry() = ToProto(path.entry);
  *proto.mutable_target() = ToProto(path.target);
  proto.set_environment(WireText(path.environment));
  for (const PathStep& step : path.steps) *proto.add_steps() = StepToProto(step);
  if (path.computed_at.known()) *proto.mutable_computed_at() = TimestampToProto(path.computed_at);
  return proto;
}

StatusOr<AttackPath> FromProto(const v1::AttackPath& proto) {
  AttackPath path;
  path.id = proto.id();
  path.name = proto.name();
  path.description = proto.description();
  KT_ASSIGN_OR_RETURN(path.risk_level, EnumFromProto<Severity>(proto.risk_level()));
  KT_ASSIGN_OR_RETURN(path.verdict, EnumFromProto<PathVerdict>(proto.verdict()));
  path.conditions.assign(proto.conditions().begin(), proto.conditions().end());
  KT_ASSIGN_OR_RETURN(path.confidence, EnumFromProto<Confidence>(proto.confidence()));
  KT_ASSIGN_OR_RETURN(path.entry, FromProto(proto.entry()));
  KT_ASSIGN_OR_RETURN(path.target, FromProto(proto.target()));
  path.environment = proto.environment();
  for (const v1::PathStep& proto_step : proto.steps()) {
    KT_ASSIGN_OR_RETURN(PathStep step, StepFromProto(proto_step));
    path.steps.push_back(std::move(step));
  }
  KT_ASSIGN_OR_RETURN(path.computed_at, TimestampFromProto(proto.computed_at()));
  return path;
}

}  // namespace keytrail::wire
