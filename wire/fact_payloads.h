// The payloads of facts ↔ their messages, kind by kind. Internal to wire/.
#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "keytrail/v1/model.pb.h"
#include "model/fact.h"

namespace keytrail::wire {

template <typename Repeated>
std::vector<std::string> TextsOf(const Repeated& texts) {
  return {texts.begin(), texts.end()};
}

// Each sets the alternative of `proto` that is its payload's.
void SetPayload(const ShadowFact& fact, v1::Fact& proto);
void SetPayload(const GroupFact& fact, v1::Fact& proto);
void SetPayload(const SudoRuleFact& fact, v1::Fact& proto);
void SetPayload(const ServiceFact& fact, v1::Fact& proto);
void SetPayload(const SymlinkFact& fact, v1::Fact& proto);
void SetPayload(const SshdVersionFact& fact, v1::Fact& proto);
void SetPayload(const MountFact& fact, v1::Fact& proto);
void SetPayload(const AddressFact& fact, v1::Fact& proto);
void SetPayload(const CloudInstanceFact& fact, v1::Fact& proto);
void SetPayload(const LoginFact& fact, v1::Fact& proto);
void SetPayload(const KnownHostFact& fact, v1::Fact& proto);
void SetPayload(const SshClientBlockFact& fact, v1::Fact& proto);
void SetPayload(const SshUseFact& fact, v1::Fact& proto);
void SetPayload(const PrincipalsFact& fact, v1::Fact& proto);
void SetPayload(const PamFact& fact, v1::Fact& proto);
void SetPayload(const SshdConfigFact& fact, v1::Fact& proto);
void SetPayload(const PresenceFact& fact, v1::Fact& proto);
void SetPayload(const RevocationListFact& fact, v1::Fact& proto);
void SetPayload(const HostAccessFact& fact, v1::Fact& proto);

// The other way. Errors: kInvalidArgument.
StatusOr<FactPayload> PayloadOf(const v1::ShadowFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::GroupFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::SudoRuleFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::ServiceFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::SymlinkFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::SshdVersionFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::MountFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::AddressFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::CloudInstanceFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::LoginFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::KnownHostFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::SshClientBlockFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::SshUseFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::PrincipalsFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::PamFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::SshdConfigFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::PresenceFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::RevocationListFact& proto);
StatusOr<FactPayload> PayloadOf(const v1::HostAccessFact& proto);

}  // namespace keytrail::wire
