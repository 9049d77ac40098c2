#include "wire/convert.h"
#include "wire/enums.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

void AddTexts(const std::vector<std::string>& texts,
              google::protobuf::RepeatedPtrField<std::string>& out) {
  for (const std::string& text : texts) *out.Add() = WireText(text);
}

v1::Access AccessToProto(const KeyAccess& access) {
  const Door& door = access.door;
  v1::Access proto;
  proto.set_machine_id(WireText(door.machine_id));
  proto.set_user(WireText(door.user));
  proto.set_verdict(EnumToProto(door.verdict));
  if (door.grade) proto.set_grade(EnumToProto(*door.grade));
  AddTexts(door.reasons, *proto.mutable_reasons());
  AddTexts(door.conditions, *proto.mutable_conditions());
  AddTexts(door.not_evaluated, *proto.mutable_not_evaluated());
  proto.set_evidence(EnumToProto(door.evidence));
  proto.set_via(WireText(door.via));
  proto.mutable_authorized_keys()->set_path(door.authorized_keys_path);
  proto.mutable_authorized_keys()->set_line(door.authorized_keys_line);
  for (const HolderVerdict& holder : access.by_holder) {
    v1::HolderVerdict& added = *proto.add_by_holder();
    added.set_machine_id(WireText(holder.machine_id));
    added.set_verdict(EnumToProto(holder.verdict));
  }
  return proto;
}

StatusOr<KeyAccess> AccessFromProto(const v1::Access& proto) {
  KeyAccess access;
  Door& door = access.door;
  door.machine_id = proto.machine_id();
  door.user = proto.user();
  KT_ASSIGN_OR_RETURN(door.verdict, EnumFromProto<Verdict>(proto.verdict()));
  KT_ASSIGN_OR_RETURN(door.grade, OptionalEnumFromProto<Grade>(proto.grade()));
  door.reasons.assign(proto.reasons().begin(), proto.reasons().end());
  door.conditions.assign(proto.conditions().begin(), proto.conditions().end());
  door.not_evaluated.assign(proto.not_evaluated().begin(), proto.not_evaluated().end());
  KT_ASSIGN_OR_RETURN(door.evidence, EnumFromProto<Evidence>(proto.evidence()));
  door.via = proto.via();
  door.authorized_keys_path = proto.authorized_keys().path();
  door.authorized_keys_line = proto.authorized_keys().line();
  for (const v1::HolderVerdict& holder : proto.by_holder()) {
    KT_ASSIGN_OR_RETURN(const Verdict verdict, EnumFromProto<Verdict>(holder.verdict()));
    access.by_holder.push_back({.machine_id = holder.machine_id(), .verdict = verdict});
  }
  return access;
}

}  // namespace

v1::Related ToProto(const Related& related) {
  v1::Related proto;
  proto.set_relation(WireText(related.relation));
  proto.set_machine_id(WireText(related.machine_id));
  proto.set_user(WireText(related.user));
  proto.set_path(related.path);
  proto.set_line(related.line);
  if (related.verdict) proto.set_verdict(EnumToProto(*related.verdict));
  if (related.grade) proto.set_grade(EnumToProto(*related.grade));
  AddTexts(related.reasons, *proto.mutable_reasons());
  return proto;
}

StatusOr<Related> FromProto(const v1::Related& proto) {
  Related related;
  related.relation = proto.relation();
  related.machine_id = proto.machine_id();
  related.user = proto.user();
  related.path = proto.path();
  related.line = proto.line();
  KT_ASSIGN_OR_RETURN(related.verdict, OptionalEnumFromProto<Verdict>(proto.verdict()));
  KT_ASSIGN_OR_RETURN(related.grade, OptionalEnumFromProto<Grade>(proto.grade()));
  related.reasons.assign(proto.reasons().begin(), proto.reasons().end());
  return related;
}

v1::Key ToProto(const KeyView& key) {
  v1::Key proto;
  proto.set_public_key_fingerprint(WireText(key.public_key_fingerprint));
  proto.set_key_type(WireText(key.key_type));
  proto.set_bits(key.bits);
  proto.set_encrypted(key.encrypted);
  proto.set_known_public(key.known_public);
  for (const KeyHolder& holder : key.holders) {
    v1::KeyHolder& added = *proto.add_holders();
    added.set_machine_id(WireText(holder.machine_id));
    added.set_path(holder.path);
    added.set_byte_offset(holder.byte_offset);
    added.set_finding_id(WireText(holder.finding_id));
  }
  for (const KeyAccess& access : key.accounts) *proto.add_accounts() = AccessToProto(access);
  for (const PublicHalfPlace& place : key.public_half_at) {
    v1::PublicHalfPlace& added = *proto.add_public_half_at();
    added.set_machine_id(WireText(place.machine_id));
    added.set_path(place.path);
  }
  return proto;
}

StatusOr<KeyView> FromProto(const v1::Key& proto) {
  KeyView key{.public_key_fingerprint = proto.public_key_fingerprint(),
              .key_type = proto.key_type(),
              .bits = proto.bits(),
              .encrypted = proto.encrypted(),
              .known_public = proto.known_public(),
              .holders = {},
              .accounts = {},
              .public_half_at = {}};
  for (const v1::KeyHolder& holder : proto.holders()) {
    key.holders.push_back({.machine_id = holder.machine_id(),
                           .path = holder.path(),
                           .byte_offset = holder.byte_offset(),
                           .finding_id = holder.finding_id()});
  }
  for (const v1::Access& proto_access : proto.accounts()) {
    KT_ASSIGN_OR_RETURN(KeyAccess access, AccessFromProto(proto_access));
    access.door.public_key_fingerprint = key.public_key_fingerprint;
    access.door.key_type = key.key_type;
    key.accounts.push_back(std::move(access));
  }
  for (const v1::PublicHalfPlace& place : proto.public_half_at()) {
    key.public_half_at.push_back({.machine_id = place.machine_id(), .path = place.path()});
  }
  return key;
}

}  // namespace keytrail::wire
