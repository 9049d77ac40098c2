#include <utility>

#include "wire/enums.h"
#include "wire/fact_payloads.h"
#include "wire/text.h"

namespace keytrail::wire {

void SetPayload(const ShadowFact& fact, v1::Fact& proto) {
  v1::ShadowFact& out = *proto.mutable_shadow();
  out.set_name(fact.name);
  out.set_password(EnumToProto(fact.password));
  if (fact.last_change_day) out.set_last_change_day(*fact.last_change_day);
  if (fact.max_days) out.set_max_days(*fact.max_days);
  if (fact.inactive_days) out.set_inactive_days(*fact.inactive_days);
  if (fact.expire_day) out.set_expire_day(*fact.expire_day);
  out.set_line(fact.line);
}

StatusOr<FactPayload> PayloadOf(const v1::ShadowFact& proto) {
  ShadowFact fact;
  fact.name = proto.name();
  KT_ASSIGN_OR_RETURN(fact.password, EnumFromProto<PasswordClass>(proto.password()));
  if (proto.has_last_change_day()) fact.last_change_day = proto.last_change_day();
  if (proto.has_max_days()) fact.max_days = proto.max_days();
  if (proto.has_inactive_days()) fact.inactive_days = proto.inactive_days();
  if (proto.has_expire_day()) fact.expire_day = proto.expire_day();
  fact.line = proto.line();
  return FactPayload(std::move(fact));
}

void SetPayload(const GroupFact& fact, v1::Fact& proto) {
  v1::GroupFact& out = *proto.mutable_group();
  out.set_name(fact.name);
  out.set_gid(fact.gid);
  for (const std::string& each : fact.members) out.add_members(each);
}

StatusOr<FactPayload> PayloadOf(const v1::GroupFact& proto) {
  GroupFact fact;
  fact.name = proto.name();
  fact.gid = proto.gid();
  fact.members = TextsOf(proto.members());
  return FactPayload(std::move(fact));
}

void SetPayload(const SudoRuleFact& fact, v1::Fact& proto) {
  v1::SudoRuleFact& out = *proto.mutable_sudo_rule();
  out.set_line(fact.line);
  for (const std::string& each : fact.subjects) out.add_subjects(each);
  for (const std::string& each : fact.run_as) out.add_run_as(each);
  out.set_all_commands(fact.all_commands);
  out.set_no_password(fact.no_password);
}

StatusOr<FactPayload> PayloadOf(const v1::SudoRuleFact& proto) {
  SudoRuleFact fact;
  fact.line = proto.line();
  fact.subjects = TextsOf(proto.subjects());
  fact.run_as = TextsOf(proto.run_as());
  fact.all_commands = proto.all_commands();
  fact.no_password = proto.no_password();
  return FactPayload(std::move(fact));
}

void SetPayload(const ServiceFact& fact, v1::Fact& proto) {
  v1::ServiceFact& out = *proto.mutable_service();
  out.set_unit(WireText(fact.unit));
  for (const std::string& each : fact.sshd_options) out.add_sshd_options(each);
  out.set_withheld(fact.withheld);
}

StatusOr<FactPayload> PayloadOf(const v1::ServiceFact& proto) {
  ServiceFact fact;
  fact.unit = proto.unit();
  fact.sshd_options = TextsOf(proto.sshd_options());
  fact.withheld = proto.withheld();
  return FactPayload(std::move(fact));
}

void SetPayload(const SshdVersionFact& fact, v1::Fact& proto) {
  v1::SshdVersionFact& out = *proto.mutable_sshd_version();
  out.set_source(WireText(fact.source));
  out.set_major(fact.major);
  out.set_minor(fact.minor);
  out.set_package_version(WireText(fact.package_version));
  out.set_distribution(WireText(fact.distribution));
}

StatusOr<FactPayload> PayloadOf(const v1::SshdVersionFact& proto) {
  SshdVersionFact fact;
  fact.source = proto.source();
  fact.major = proto.major();
  fact.minor = proto.minor();
  fact.package_version = proto.package_version();
  fact.distribution = proto.distribution();
  return FactPayload(std::move(fact));
}

void SetPayload(const PrincipalsFact& fact, v1::Fact& proto) {
  v1::PrincipalsFact& out = *proto.mutable_principals();
  for (const std::string& each : fact.principals) out.add_principals(each);
  out.set_has_options(fact.has_options);
}

StatusOr<FactPayload> PayloadOf(const v1::PrincipalsFact& proto) {
  PrincipalsFact fact;
  fact.principals = TextsOf(proto.principals());
  fact.has_options = proto.has_options();
  return FactPayload(std::move(fact));
}

void SetPayload(const PamFact& fact, v1::Fact& proto) {
  v1::PamFact& out = *proto.mutable_pam();
  for (const std::string& each : fact.account_modules) out.add_account_modules(WireText(each));
  for (const std::string& each : fact.includes) out.add_includes(each);
}

StatusOr<FactPayload> PayloadOf(const v1::PamFact& proto) {
  PamFact fact;
  fact.account_modules = TextsOf(proto.account_modules());
  fact.includes = TextsOf(proto.includes());
  return FactPayload(std::move(fact));
}

void SetPayload(const SshdConfigFact& fact, v1::Fact& proto) {
  v1::SshdConfigFact& out = *proto.mutable_sshd_config();
  for (const SshdDirective& directive : fact.directives) {
    v1::SshdDirective& added = *out.add_directives();
    added.set_line(directive.line);
    added.set_keyword(WireText(directive.keyword));
    for (const std::string& argument : directive.arguments) added.add_arguments(argument);
    added.set_malformed(directive.malformed);
    added.set_withheld(directive.withheld);
  }
  out.set_truncated(fact.truncated);
  out.set_refused(fact.refused);
  out.set_refusal(WireText(fact.refusal));
}

StatusOr<FactPayload> PayloadOf(const v1::SshdConfigFact& proto) {
  SshdConfigFact fact;
  fact.directives.reserve(static_cast<std::size_t>(proto.directives_size()));
  for (const v1::SshdDirective& directive : proto.directives()) {
    fact.directives.push_back({.line = directive.line(),
                               .keyword = directive.keyword(),
                               .arguments = TextsOf(directive.arguments()),
                               .malformed = directive.malformed(),
                               .withheld = directive.withheld()});
  }
  fact.truncated = proto.truncated();
  fact.refused = proto.refused();
  fact.refusal = proto.refusal();
  return FactPayload(std::move(fact));
}

void SetPayload(const PresenceFact& fact, v1::Fact& proto) {
  proto.mutable_presence()->set_type(static_cast<std::uint32_t>(fact.type));
  proto.mutable_presence()->set_size(fact.size);
}

StatusOr<FactPayload> PayloadOf(const v1::PresenceFact& proto) {
  if (proto.type() > static_cast<std::uint32_t>(FileType::kUnknown)) {
    return MakeError(StatusCode::kInvalidArgument,
                     "a file of a type that this version does not know: update it");
  }
  return FactPayload(
      PresenceFact{.type = static_cast<FileType>(proto.type()), .size = proto.size()});
}

void SetPayload(const RevocationListFact& fact, v1::Fact& proto) {
  v1::RevocationListFact& out = *proto.mutable_revocation_list();
  out.set_is_krl(fact.is_krl);
  out.set_malformed(fact.malformed);
  out.set_truncated(fact.truncated);
  for (const std::string& each : fact.public_key_fingerprints) {
    out.add_public_key_fingerprints(WireText(each));
  }
  for (const std::string& each : fact.key_sha1_hex) out.add_key_sha1_hex(WireText(each));
  for (const RevocationListFact::RevokedCertificates& revoked : fact.certificates) {
    v1::RevokedCertificates& added = *out.add_certificates();
    added.set_ca_fingerprint(WireText(revoked.ca_fingerprint));
    for (const auto& [first, last] : revoked.serials) {
      v1::SerialRange& range = *added.add_serials();
      range.set_first(first);
      range.set_last(last);
    }
    for (const std::string& each : revoked.key_ids) added.add_key_ids(each);
  }
}

StatusOr<FactPayload> PayloadOf(const v1::RevocationListFact& proto) {
  RevocationListFact fact{.is_krl = proto.is_krl(),
                          .malformed = proto.malformed(),
                          .truncated = proto.truncated(),
                          .public_key_fingerprints = TextsOf(proto.public_key_fingerprints()),
                          .key_sha1_hex = TextsOf(proto.key_sha1_hex()),
                          .certificates = {}};
  for (const v1::RevokedCertificates& revoked : proto.certificates()) {
    RevocationListFact::RevokedCertificates& added = fact.certificates.emplace_back();
    added.ca_fingerprint = revoked.ca_fingerprint();
    for (const v1::SerialRange& range : revoked.serials()) {
      added.serials.emplace_back(range.first(), range.last());
    }
    added.key_ids = TextsOf(revoked.key_ids());
  }
  return FactPayload(std::move(fact));
}

void SetPayload(const HostAccessFact& fact, v1::Fact& proto) {
  v1::HostAccessFact& out = *proto.mutable_host_access();
  for (const HostAccessFact::Rule& rule : fact.rules) {
    v1::HostAccessRule& added = *out.add_rules();
    added.set_line(rule.line);
    for (const std::string& each : rule.daemons) added.add_daemons(each);
    for (const std::string& each : rule.clients) added.add_clients(each);
    added.set_deny(rule.deny);
    added.set_withheld(rule.withheld);
  }
}

StatusOr<FactPayload> PayloadOf(const v1::HostAccessFact& proto) {
  HostAccessFact fact;
  for (const v1::HostAccessRule& rule : proto.rules()) {
    fact.rules.push_back({.line = rule.line(),
                          .daemons = TextsOf(rule.daemons()),
                          .clients = TextsOf(rule.clients()),
                          .deny = rule.deny(),
                          .withheld = rule.withheld()});
  }
  return FactPayload(std::move(fact));
}

}  // namespace keytrail::wire
