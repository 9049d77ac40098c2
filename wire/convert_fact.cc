#include "wire/convert.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

// Overloads by payload; each sets its alternative.
void SetPayload(const AccountFact& account, v1::Fact& proto) {
  v1::AccountFact& out = *proto.mutable_account();
  out.set_name(account.name);
  out.set_uid(account.uid);
  out.set_gid(account.gid);
  out.set_home(account.home);
  out.set_shell(account.shell);
}

void SetPayload(const AuthorizedLineFact& line, v1::Fact& proto) {
  v1::AuthorizedLineFact& out = *proto.mutable_authorized_line();
  out.set_line(line.line);
  out.set_key_type(WireText(line.key_type));
  out.set_bits(line.bits);
  out.set_public_key_fingerprint(WireText(line.public_key_fingerprint));
  out.set_comment(line.comment);
  for (const AuthorizedOption& option : line.options) {
    v1::AuthorizedOption& added = *out.add_options();
    added.set_name(WireText(option.name));
    added.set_has_value(option.has_value);
    added.set_value(option.value);
  }
  out.set_options_malformed(line.options_malformed);
}

void SetPayload(const HostNameFact& host_name, v1::Fact& proto) {
  proto.mutable_host_name()->set_name(host_name.name);
}

void SetPayload(const MachineIdFact& identity, v1::Fact& proto) {
  proto.mutable_machine_identity()->set_machine_id(WireText(identity.machine_id));
}

void SetPayload(const HostKeyFact& key, v1::Fact& proto) {
  proto.mutable_host_key()->set_key_type(WireText(key.key_type));
  proto.mutable_host_key()->set_public_key_fingerprint(WireText(key.public_key_fingerprint));
}

void SetPayload(const OperatingSystemFact& system, v1::Fact& proto) {
  v1::OperatingSystemFact& out = *proto.mutable_operating_system();
  out.set_id(WireText(system.id));
  out.set_version_id(WireText(system.version_id));
  out.set_pretty_name(WireText(system.pretty_name));
}

void SetPayload(const PublicKeyFact& key, v1::Fact& proto) {
  v1::PublicKeyFact& out = *proto.mutable_public_key();
  out.set_key_type(WireText(key.key_type));
  out.set_bits(key.bits);
  out.set_public_key_fingerprint(WireText(key.public_key_fingerprint));
  out.set_comment(key.comment);
  out.set_is_certificate(key.is_certificate);
}

PublicKeyFact PublicKeyFromProto(const v1::PublicKeyFact& proto) {
  return PublicKeyFact{.key_type = proto.key_type(),
                       .bits = proto.bits(),
                       .public_key_fingerprint = proto.public_key_fingerprint(),
                       .comment = proto.comment(),
                       .is_certificate = proto.is_certificate()};
}

AccountFact AccountFromProto(const v1::AccountFact& proto) {
  return AccountFact{.name = proto.name(),
                     .uid = proto.uid(),
                     .gid = proto.gid(),
                     .home = proto.home(),
                     .shell = proto.shell()};
}

AuthorizedLineFact AuthorizedLineFromProto(const v1::AuthorizedLineFact& proto) {
  AuthorizedLineFact line{.line = proto.line(),
                          .key_type = proto.key_type(),
                          .bits = proto.bits(),
                          .public_key_fingerprint = proto.public_key_fingerprint(),
                          .comment = proto.comment(),
                          .options = {},
                          .options_malformed = proto.options_malformed()};
  for (const v1::AuthorizedOption& option : proto.options()) {
    line.options.push_back(
        {.name = option.name(), .has_value = option.has_value(), .value = option.value()});
  }
  return line;
}

StatusOr<FactPayload> PayloadFromProto(const v1::Fact& proto) {
  switch (proto.payload_case()) {
    case v1::Fact::kAccount: return FactPayload(AccountFromProto(proto.account()));
    case v1::Fact::kAuthorizedLine:
      return FactPayload(AuthorizedLineFromProto(proto.authorized_line()));
    case v1::Fact::kHostName: return FactPayload(HostNameFact{.name = proto.host_name().name()});
    case v1::Fact::kMachineIdentity:
      return FactPayload(MachineIdFact{.machine_id = proto.machine_identity().machine_id()});
    case v1::Fact::kHostKey:
      return FactPayload(
          HostKeyFact{.key_type = proto.host_key().key_type(),
                      .public_key_fingerprint = proto.host_key().public_key_fingerprint()});
    case v1::Fact::kOperatingSystem:
      return FactPayload(
          OperatingSystemFact{.id = proto.operating_system().id(),
                              .version_id = proto.operating_system().version_id(),
                              .pretty_name = proto.operating_system().pretty_name()});
    case v1::Fact::kPublicKey: return FactPayload(PublicKeyFromProto(proto.public_key()));
    case v1::Fact::PAYLOAD_NOT_SET: break;
  }
  return MakeError(StatusCode::kInvalidArgument,
                   "a fact of a kind that this version does not know: update it");
}

}  // namespace

v1::Permissions ToProto(const Permissions& permissions) {
  v1::Permissions proto;
  proto.set_uid(permissions.uid);
  proto.set_gid(permissions.gid);
  proto.set_mode(permissions.mode);
  return proto;
}

Permissions FromProto(const v1::Permissions& proto) {
  return Permissions{.uid = proto.uid(), .gid = proto.gid(), .mode = proto.mode()};
}

v1::Fact ToProto(const Fact& fact) {
  v1::Fact proto;
  proto.set_id(WireText(fact.id));
  proto.set_machine_id(WireText(fact.machine_id));
  proto.set_volume_id(WireText(fact.volume_id));
  proto.set_path(fact.path);
  *proto.mutable_permissions() = ToProto(fact.permissions);
  for (const Permissions& directory : fact.directories) {
    *proto.add_directories() = ToProto(directory);
  }
  std::visit([&](const auto& payload) { SetPayload(payload, proto); }, fact.payload);
  return proto;
}

StatusOr<Fact> FromProto(const v1::Fact& proto) {
  Fact fact;
  fact.id = proto.id();
  fact.machine_id = proto.machine_id();
  fact.volume_id = proto.volume_id();
  fact.path = proto.path();
  KT_ASSIGN_OR_RETURN(fact.payload, PayloadFromProto(proto));
  fact.permissions = FromProto(proto.permissions());
  for (const v1::Permissions& directory : proto.directories()) {
    fact.directories.push_back(FromProto(directory));
  }
  return fact;
}

}  // namespace keytrail::wire
