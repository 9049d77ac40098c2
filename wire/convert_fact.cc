#include "wire/convert.h"
#include "wire/enums.h"
#include "wire/fact_payloads.h"
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
  out.set_line(account.line);
  out.set_password(EnumToProto(account.password));
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
  out.set_managed_by(WireText(line.managed_by));
  if (line.managed_until.known()) {
    *out.mutable_managed_until() = TimestampToProto(line.managed_until);
  }
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

v1::SshCertificate CertificateToProto(const SshCertificate& certificate) {
  v1::SshCertificate out;
  out.set_is_host(certificate.is_host);
  out.set_serial(certificate.serial);
  out.set_ca_fingerprint(WireText(certificate.ca_fingerprint));
  for (const std::string& each : certificate.principals) out.add_principals(each);
  out.set_valid_after(certificate.valid_after);
  out.set_valid_before(certificate.valid_before);
  out.set_has_force_command(certificate.has_force_command);
  out.set_force_command_class(WireText(certificate.force_command_class));
  out.set_source_addresses(certificate.source_addresses);
  out.set_has_unknown_critical(certificate.has_unknown_critical);
  for (const std::string& each : certificate.extensions) out.add_extensions(WireText(each));
  return out;
}

SshCertificate CertificateFromProto(const v1::SshCertificate& proto) {
  return {.is_host = proto.is_host(),
          .serial = proto.serial(),
          .ca_fingerprint = proto.ca_fingerprint(),
          .principals = TextsOf(proto.principals()),
          .valid_after = proto.valid_after(),
          .valid_before = proto.valid_before(),
          .has_force_command = proto.has_force_command(),
          .force_command_class = proto.force_command_class(),
          .source_addresses = proto.source_addresses(),
          .has_unknown_critical = proto.has_unknown_critical(),
          .extensions = TextsOf(proto.extensions())};
}

void SetPayload(const PublicKeyFact& key, v1::Fact& proto) {
  v1::PublicKeyFact& out = *proto.mutable_public_key();
  out.set_key_type(WireText(key.key_type));
  out.set_bits(key.bits);
  out.set_public_key_fingerprint(WireText(key.public_key_fingerprint));
  out.set_comment(key.comment);
  out.set_is_certificate(key.is_certificate);
  if (key.certificate) *out.mutable_certificate() = CertificateToProto(*key.certificate);
}

PublicKeyFact PublicKeyFromProto(const v1::PublicKeyFact& proto) {
  PublicKeyFact key{.key_type = proto.key_type(),
                    .bits = proto.bits(),
                    .public_key_fingerprint = proto.public_key_fingerprint(),
                    .comment = proto.comment(),
                    .is_certificate = proto.is_certificate()};
  if (proto.has_certificate()) key.certificate = CertificateFromProto(proto.certificate());
  return key;
}

StatusOr<FactPayload> AccountFromProto(const v1::AccountFact& proto) {
  AccountFact account{.name = proto.name(),
                      .uid = proto.uid(),
                      .gid = proto.gid(),
                      .home = proto.home(),
                      .shell = proto.shell(),
                      .line = proto.line(),
                      .password = PasswordClass::kUnknown};
  // Records of before this field have none.
  KT_ASSIGN_OR_RETURN(const auto password, OptionalEnumFromProto<PasswordClass>(proto.password()));
  account.password = password.value_or(PasswordClass::kUnknown);
  return FactPayload(std::move(account));
}

StatusOr<FactPayload> AuthorizedLineFromProto(const v1::AuthorizedLineFact& proto) {
  AuthorizedLineFact line{.line = proto.line(),
                          .key_type = proto.key_type(),
                          .bits = proto.bits(),
                          .public_key_fingerprint = proto.public_key_fingerprint(),
                          .comment = proto.comment(),
                          .options = {},
                          .options_malformed = proto.options_malformed(),
                          .managed_by = proto.managed_by()};
  KT_ASSIGN_OR_RETURN(line.managed_until, TimestampFromProto(proto.managed_until()));
  for (const v1::AuthorizedOption& option : proto.options()) {
    line.options.push_back(
        {.name = option.name(), .has_value = option.has_value(), .value = option.value()});
  }
  return FactPayload(std::move(line));
}

StatusOr<FactPayload> PayloadFromProto(const v1::Fact& proto) {
  switch (proto.payload_case()) {
    case v1::Fact::kAccount: return AccountFromProto(proto.account());
    case v1::Fact::kAuthorizedLine: return AuthorizedLineFromProto(proto.authorized_line());
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
    case v1::Fact::kShadow: return PayloadOf(proto.shadow());
    case v1::Fact::kGroup: return PayloadOf(proto.group());
    case v1::Fact::kSudoRule: return PayloadOf(proto.sudo_rule());
    case v1::Fact::kService: return PayloadOf(proto.service());
    case v1::Fact::kSymlink: return PayloadOf(proto.symlink());
    case v1::Fact::kSshdVersion: return PayloadOf(proto.sshd_version());
    case v1::Fact::kMount: return PayloadOf(proto.mount());
    case v1::Fact::kAddress: return PayloadOf(proto.address());
    case v1::Fact::kCloudInstance: return PayloadOf(proto.cloud_instance());
    case v1::Fact::kLogin: return PayloadOf(proto.login());
    case v1::Fact::kKnownHost: return PayloadOf(proto.known_host());
    case v1::Fact::kSshClientBlock: return PayloadOf(proto.ssh_client_block());
    case v1::Fact::kSshUse: return PayloadOf(proto.ssh_use());
    case v1::Fact::kPrincipals: return PayloadOf(proto.principals());
    case v1::Fact::kPam: return PayloadOf(proto.pam());
    case v1::Fact::kSshdConfig: return PayloadOf(proto.sshd_config());
    case v1::Fact::kPresence: return PayloadOf(proto.presence());
    case v1::Fact::kRevocationList: return PayloadOf(proto.revocation_list());
    case v1::Fact::kHostAccess: return PayloadOf(proto.host_access());
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
