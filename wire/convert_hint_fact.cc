#include <utility>

#include "wire/enums.h"
#include "wire/fact_payloads.h"
#include "wire/text.h"

namespace keytrail::wire {

void SetPayload(const SymlinkFact& fact, v1::Fact& proto) {
  v1::SymlinkFact& out = *proto.mutable_symlink();
  out.set_target(fact.target);
}

StatusOr<FactPayload> PayloadOf(const v1::SymlinkFact& proto) {
  SymlinkFact fact;
  fact.target = proto.target();
  return FactPayload(std::move(fact));
}

void SetPayload(const MountFact& fact, v1::Fact& proto) {
  v1::MountFact& out = *proto.mutable_mount();
  out.set_device(fact.device);
  out.set_mount_point(fact.mount_point);
  out.set_file_system(WireText(fact.file_system));
}

StatusOr<FactPayload> PayloadOf(const v1::MountFact& proto) {
  MountFact fact;
  fact.device = proto.device();
  fact.mount_point = proto.mount_point();
  fact.file_system = proto.file_system();
  return FactPayload(std::move(fact));
}

void SetPayload(const AddressFact& fact, v1::Fact& proto) {
  v1::AddressFact& out = *proto.mutable_address();
  out.set_address(WireText(fact.address));
  out.set_is_name(fact.is_name);
  out.set_source(WireText(fact.source));
}

StatusOr<FactPayload> PayloadOf(const v1::AddressFact& proto) {
  AddressFact fact;
  fact.address = proto.address();
  fact.is_name = proto.is_name();
  fact.source = proto.source();
  return FactPayload(std::move(fact));
}

void SetPayload(const CloudInstanceFact& fact, v1::Fact& proto) {
  v1::CloudInstanceFact& out = *proto.mutable_cloud_instance();
  out.set_cloud(WireText(fact.cloud));
  out.set_instance_id(WireText(fact.instance_id));
  out.set_region(WireText(fact.region));
  out.set_account(WireText(fact.account));
  out.set_name(WireText(fact.name));
}

StatusOr<FactPayload> PayloadOf(const v1::CloudInstanceFact& proto) {
  CloudInstanceFact fact;
  fact.cloud = proto.cloud();
  fact.instance_id = proto.instance_id();
  fact.region = proto.region();
  fact.account = proto.account();
  fact.name = proto.name();
  return FactPayload(std::move(fact));
}

void SetPayload(const LoginFact& fact, v1::Fact& proto) {
  v1::LoginFact& out = *proto.mutable_login();
  out.set_user(fact.user);
  out.set_public_key_fingerprint(WireText(fact.public_key_fingerprint));
  out.set_key_type(WireText(fact.key_type));
  out.set_source_address(WireText(fact.source_address));
  if (fact.first_seen.known()) *out.mutable_first_seen() = TimestampToProto(fact.first_seen);
  if (fact.last_seen.known()) *out.mutable_last_seen() = TimestampToProto(fact.last_seen);
  out.set_count(fact.count);
  out.set_ca_fingerprint(WireText(fact.ca_fingerprint));
}

StatusOr<FactPayload> PayloadOf(const v1::LoginFact& proto) {
  LoginFact fact;
  fact.user = proto.user();
  fact.public_key_fingerprint = proto.public_key_fingerprint();
  fact.key_type = proto.key_type();
  fact.source_address = proto.source_address();
  KT_ASSIGN_OR_RETURN(fact.first_seen, TimestampFromProto(proto.first_seen()));
  KT_ASSIGN_OR_RETURN(fact.last_seen, TimestampFromProto(proto.last_seen()));
  fact.count = proto.count();
  fact.ca_fingerprint = proto.ca_fingerprint();
  return FactPayload(std::move(fact));
}

void SetPayload(const KnownHostFact& fact, v1::Fact& proto) {
  v1::KnownHostFact& out = *proto.mutable_known_host();
  out.set_line(fact.line);
  out.set_marker(WireText(fact.marker));
  out.set_key_type(WireText(fact.key_type));
  out.set_public_key_fingerprint(WireText(fact.public_key_fingerprint));
  for (const std::string& each : fact.names) out.add_names(each);
  out.set_hash_salt(WireText(fact.hash_salt));
  out.set_hash(WireText(fact.hash));
}

StatusOr<FactPayload> PayloadOf(const v1::KnownHostFact& proto) {
  KnownHostFact fact;
  fact.line = proto.line();
  fact.marker = proto.marker();
  fact.key_type = proto.key_type();
  fact.public_key_fingerprint = proto.public_key_fingerprint();
  fact.names = TextsOf(proto.names());
  fact.hash_salt = proto.hash_salt();
  fact.hash = proto.hash();
  return FactPayload(std::move(fact));
}

void SetPayload(const SshClientBlockFact& fact, v1::Fact& proto) {
  v1::SshClientBlockFact& out = *proto.mutable_ssh_client_block();
  out.set_line(fact.line);
  for (const std::string& each : fact.patterns) out.add_patterns(each);
  out.set_has_match(fact.has_match);
  out.set_host_name(fact.host_name);
  out.set_user(fact.user);
  out.set_port(fact.port);
  for (const std::string& each : fact.identity_files) out.add_identity_files(each);
  for (const std::string& each : fact.certificate_files) out.add_certificate_files(each);
  out.set_proxy_jump(fact.proxy_jump);
  out.set_host_key_alias(fact.host_key_alias);
  for (const std::string& each : fact.includes) out.add_includes(each);
}

StatusOr<FactPayload> PayloadOf(const v1::SshClientBlockFact& proto) {
  SshClientBlockFact fact;
  fact.line = proto.line();
  fact.patterns = TextsOf(proto.patterns());
  fact.has_match = proto.has_match();
  fact.host_name = proto.host_name();
  fact.user = proto.user();
  fact.port = proto.port();
  fact.identity_files = TextsOf(proto.identity_files());
  fact.certificate_files = TextsOf(proto.certificate_files());
  fact.proxy_jump = proto.proxy_jump();
  fact.host_key_alias = proto.host_key_alias();
  fact.includes = TextsOf(proto.includes());
  return FactPayload(std::move(fact));
}

void SetPayload(const SshUseFact& fact, v1::Fact& proto) {
  v1::SshUseFact& out = *proto.mutable_ssh_use();
  out.set_program(WireText(fact.program));
  out.set_user(fact.user);
  out.set_host(fact.host);
  out.set_port(fact.port);
  out.set_identity_file(fact.identity_file);
  out.set_jump(fact.jump);
  out.set_count(fact.count);
}

StatusOr<FactPayload> PayloadOf(const v1::SshUseFact& proto) {
  SshUseFact fact;
  fact.program = proto.program();
  fact.user = proto.user();
  fact.host = proto.host();
  fact.port = proto.port();
  fact.identity_file = proto.identity_file();
  fact.jump = proto.jump();
  fact.count = proto.count();
  return FactPayload(std::move(fact));
}

}  // namespace keytrail::wire
