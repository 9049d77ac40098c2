#include "base/limits.h"
#include "wire/convert.h"
#include "wire/enums.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

v1::AttributeValue AttributeToProto(const AttributeValue& value) {
  v1::AttributeValue proto;
  if (const auto* text = std::get_if<std::string>(&value)) {
    proto.set_text(WireText(*text));
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    proto.set_number(*number);
  } else {
    proto.set_flag(std::get<bool>(value));
  }
  return proto;
}

StatusOr<AttributeValue> AttributeFromProto(const v1::AttributeValue& proto) {
  switch (proto.value_case()) {
    case v1::AttributeValue::kText: return AttributeValue(proto.text());
    case v1::AttributeValue::kNumber: return AttributeValue(proto.number());
    case v1::AttributeValue::kFlag: return AttributeValue(proto.flag());
    case v1::AttributeValue::VALUE_NOT_SET: break;
  }
  return MakeError(StatusCode::kInvalidArgument,
                   "an attribute without a value: nothing to keep: the message is refused");
}

void SetKindAndPlace(const Finding& finding, v1::Finding& proto) {
  proto.set_id(WireText(finding.id));
  proto.set_rule_id(WireText(finding.rule_id));
  proto.set_secret_type(WireText(finding.secret_type));
  proto.set_family(EnumToProto(finding.family));
  proto.set_confidence(EnumToProto(finding.confidence));
  proto.set_severity(EnumToProto(finding.severity));
  proto.set_machine_id(WireText(finding.machine_id));
  proto.set_volume_id(WireText(finding.volume_id));
  proto.set_path(finding.path);
  proto.set_byte_offset(finding.byte_offset);
  proto.set_byte_length(finding.byte_length);
  proto.set_line(finding.line);
  proto.set_column(finding.column);
  for (const std::string& decoder : finding.decoded_by) proto.add_decoded_by(WireText(decoder));
}

void SetFile(const Finding& finding, v1::Finding& proto) {
  proto.set_inode(finding.inode);
  proto.set_size(finding.size);
  proto.set_uid(finding.permissions.uid);
  proto.set_gid(finding.permissions.gid);
  proto.set_mode(finding.permissions.mode);
  if (finding.mtime.known()) *proto.mutable_mtime() = TimestampToProto(finding.mtime);
  if (finding.ctime.known()) *proto.mutable_ctime() = TimestampToProto(finding.ctime);
  if (finding.atime.known()) *proto.mutable_atime() = TimestampToProto(finding.atime);
  v1::ReadableBy& readable = *proto.mutable_readable_by();
  readable.mutable_uids()->Add(finding.readable_by.uids.begin(), finding.readable_by.uids.end());
  readable.mutable_gids()->Add(finding.readable_by.gids.begin(), finding.readable_by.gids.end());
  readable.set_anyone(finding.readable_by.anyone);
}

void SetMeaning(const Finding& finding, v1::Finding& proto) {
  proto.set_preview(WireText(finding.preview));
  proto.set_fingerprint(WireText(finding.fingerprint));
  for (const auto& [name, value] : finding.attributes) {
    (*proto.mutable_attributes())[WireText(name)] = AttributeToProto(value);
  }
  v1::Target& target = *proto.mutable_target();
  target.set_kind(WireText(finding.target.kind));
  target.set_name(WireText(finding.target.name));
  target.set_cloud(WireText(finding.target.cloud));
  target.set_state(EnumToProto(finding.target.state));
  if (finding.expires_at.known()) {
    *proto.mutable_expires_at() = TimestampToProto(finding.expires_at);
  }
  for (const std::string& rule : finding.also_matched) proto.add_also_matched(WireText(rule));
  proto.set_suppressed_by(WireText(finding.suppressed_by));
  proto.set_scan_id(WireText(finding.scan_id));
  if (finding.snapshot_at.known()) {
    *proto.mutable_snapshot_at() = TimestampToProto(finding.snapshot_at);
  }
}

Finding PlainFields(const v1::Finding& proto) {
  Finding finding;
  finding.id = proto.id();
  finding.rule_id = proto.rule_id();
  finding.secret_type = proto.secret_type();
  finding.machine_id = proto.machine_id();
  finding.volume_id = proto.volume_id();
  finding.path = proto.path();
  finding.byte_offset = proto.byte_offset();
  finding.byte_length = proto.byte_length();
  finding.line = proto.line();
  finding.column = proto.column();
  finding.decoded_by.assign(proto.decoded_by().begin(), proto.decoded_by().end());
  finding.inode = proto.inode();
  finding.size = proto.size();
  finding.permissions = {.uid = proto.uid(), .gid = proto.gid(), .mode = proto.mode()};
  const v1::ReadableBy& readable = proto.readable_by();
  finding.readable_by.uids.assign(readable.uids().begin(), readable.uids().end());
  finding.readable_by.gids.assign(readable.gids().begin(), readable.gids().end());
  finding.readable_by.anyone = readable.anyone();
  finding.preview = proto.preview();
  finding.fingerprint = proto.fingerprint();
  finding.also_matched.assign(proto.also_matched().begin(), proto.also_matched().end());
  finding.suppressed_by = proto.suppressed_by();
  finding.scan_id = proto.scan_id();
  return finding;
}

StatusOr<Target> TargetFromProto(const v1::Finding& proto) {
  if (!proto.has_target()) return Target();
  const v1::Target& target = proto.target();
  KT_ASSIGN_OR_RETURN(const TargetState state, EnumFromProto<TargetState>(target.state()));
  return Target{
      .kind = target.kind(), .name = target.name(), .cloud = target.cloud(), .state = state};
}

}  // namespace

v1::LookedFor ToProto(const LookedFor& looked_for) {
  v1::LookedFor proto;
  proto.set_rule_id(WireText(looked_for.rule_id));
  proto.set_rule_version(looked_for.rule_version);
  proto.set_secret_type(WireText(looked_for.secret_type));
  return proto;
}

LookedFor FromProto(const v1::LookedFor& proto) {
  return LookedFor{.rule_id = proto.rule_id(),
                   .rule_version = proto.rule_version(),
                   .secret_type = proto.secret_type()};
}

v1::Finding ToProto(const Finding& finding) {
  v1::Finding proto;
  SetKindAndPlace(finding, proto);
  SetFile(finding, proto);
  SetMeaning(finding, proto);
  return proto;
}

StatusOr<Finding> FromProto(const v1::Finding& proto) {
  Finding finding = PlainFields(proto);
  if (proto.rule_id().empty() || proto.secret_type().empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "a finding without a rule or a secret type: it cannot be resolved later: the "
                     "message is refused");
  }
  KT_ASSIGN_OR_RETURN(finding.family, EnumFromProto<SecretFamily>(proto.family()));
  KT_ASSIGN_OR_RETURN(finding.confidence, EnumFromProto<Confidence>(proto.confidence()));
  KT_ASSIGN_OR_RETURN(finding.severity, EnumFromProto<Severity>(proto.severity()));
  KT_ASSIGN_OR_RETURN(finding.mtime, TimestampFromProto(proto.mtime()));
  KT_ASSIGN_OR_RETURN(finding.ctime, TimestampFromProto(proto.ctime()));
  KT_ASSIGN_OR_RETURN(finding.atime, TimestampFromProto(proto.atime()));
  KT_ASSIGN_OR_RETURN(finding.expires_at, TimestampFromProto(proto.expires_at()));
  KT_ASSIGN_OR_RETURN(finding.snapshot_at, TimestampFromProto(proto.snapshot_at()));
  KT_ASSIGN_OR_RETURN(finding.target, TargetFromProto(proto));
  for (const auto& [name, value] : proto.attributes()) {
    KT_ASSIGN_OR_RETURN(finding.attributes[name], AttributeFromProto(value));
  }
  return finding;
}

v1::Finding ToProto(const RecordedFinding& recorded) {
  v1::Finding proto = ToProto(recorded.finding);
  proto.mutable_holder()->set_kind("machine");
  proto.mutable_holder()->set_id(proto.machine_id());
  proto.set_status(EnumToProto(recorded.status));
  if (recorded.first_seen.known()) {
    *proto.mutable_first_seen() = TimestampToProto(recorded.first_seen);
  }
  if (recorded.last_seen.known()) {
    *proto.mutable_last_seen() = TimestampToProto(recorded.last_seen);
  }
  return proto;
}

StatusOr<RecordedFinding> RecordedFindingFromProto(const v1::Finding& proto) {
  RecordedFinding recorded;
  KT_ASSIGN_OR_RETURN(recorded.finding, FromProto(proto));
  KT_ASSIGN_OR_RETURN(recorded.status, EnumFromProto<FindingStatus>(proto.status()));
  KT_ASSIGN_OR_RETURN(recorded.first_seen, TimestampFromProto(proto.first_seen()));
  KT_ASSIGN_OR_RETURN(recorded.last_seen, TimestampFromProto(proto.last_seen()));
  return recorded;
}

}  // namespace keytrail::wire
