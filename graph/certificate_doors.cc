#include "graph/certificate_doors.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace keytrail::graph {
namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

Door Blocked(Door door, std::string_view reason) {
  if (door.verdict == Verdict::kBlocked) return door;
  door.verdict = Verdict::kBlocked;
  door.grade = Grade::kNone;
  door.reasons = {std::string(reason)};
  door.conditions.clear();
  door.not_evaluated.clear();
  door.source_conditions.clear();
  door.outcomes.clear();
  return door;
}

bool HasPrincipal(const Door& authority, const SshCertificate& certificate) {
  if (certificate.principals.empty()) return authority.accepts_no_principals;
  return std::ranges::any_of(certificate.principals, [&](const std::string& name) {
    return std::ranges::find(authority.principals, name) != authority.principals.end();
  });
}

// What is left of `grade`: forwarding is a permission of the certificate's, and a command that it
// forces is all that is run. Source: OpenSSH's sshauthopt_from_cert().
Grade GradeWith(const SshCertificate& certificate, Grade grade) {
  if (grade == Grade::kForward) {
    const bool forwards = std::ranges::find(certificate.extensions, "permit-port-forwarding") !=
                          certificate.extensions.end();
    return forwards ? grade : Grade::kNone;
  }
  if (!certificate.has_force_command || grade >= Grade::kCommand) return grade;
  return certificate.force_command_class == "internal_sftp" ? Grade::kSftp : Grade::kCommand;
}

void LowerGrades(const SshCertificate& certificate, Door& door) {
  if (door.grade) door.grade = GradeWith(certificate, *door.grade);
  for (DoorOutcome& outcome : door.outcomes) {
    if (outcome.grade) outcome.grade = GradeWith(certificate, *outcome.grade);
  }
}

void MakeConditional(Door& door) {
  const std::string reason = "sshd.revoked";
  if (door.verdict == Verdict::kAllowed) door.verdict = Verdict::kConditional;
  door.reasons.push_back(reason);
  door.conditions.emplace_back("RevokedKeys lists neither the certificate nor its key");
  for (DoorOutcome& outcome : door.outcomes) {
    if (outcome.verdict == Verdict::kAllowed) outcome.verdict = Verdict::kConditional;
    if (outcome.verdict != Verdict::kBlocked) outcome.reasons.push_back(reason);
  }
}

// The critical option binds the certificate to networks: one more condition on the source.
Door BoundTo(Door door, const std::string& networks) {
  if (door.source_conditions.size() == kSourceConditionsMax) {
    door.not_evaluated.emplace_back("cert.source-address");
    door.verdict = Verdict::kUnknown;
    for (DoorOutcome& outcome : door.outcomes) {
      if (outcome.verdict != Verdict::kBlocked) outcome.verdict = Verdict::kUnknown;
    }
    return door;
  }
  std::vector<DoorOutcome> outcomes = door.outcomes;
  if (outcomes.empty()) {
    outcomes.push_back({.verdict = door.verdict, .grade = door.grade, .reasons = door.reasons});
  }
  const DoorOutcome refused{
      .verdict = Verdict::kBlocked, .grade = Grade::kNone, .reasons = {"cert.source-address"}};
  door.outcomes.assign(outcomes.size(), refused);
  door.outcomes.insert(door.outcomes.end(), outcomes.begin(), outcomes.end());
  door.source_conditions.push_back(
      {.kind = SourceCondition::Kind::kNetworks, .list = networks, .by_name = false});
  if (door.verdict == Verdict::kAllowed) door.verdict = Verdict::kConditional;
  door.reasons.emplace_back("cert.source-address");
  door.conditions.push_back("the connection comes from " + networks);
  return door;
}

}  // namespace

std::optional<Door> CertificateDoor(const Door& authority, const Fact& certificate, Timestamp now) {
  const auto* key = std::get_if<PublicKeyFact>(&certificate.payload);
  if (key == nullptr || !key->certificate || authority.via != "authority") return std::nullopt;
  const SshCertificate& says = *key->certificate;
  if (says.is_host || says.ca_fingerprint != authority.public_key_fingerprint) return std::nullopt;
  Door door = authority;
  door.via = "certificate";
  door.public_key_fingerprint = key->public_key_fingerprint;
  door.key_type = key->key_type;
  door.principals.clear();
  door.fact_ids.push_back(certificate.id);
  std::ranges::sort(door.fact_ids);
  if (door.verdict == Verdict::kBlocked) return door;
  const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(now.ns, 0)) / kNsPerSecond;
  if (seconds >= says.valid_before || seconds < says.valid_after) {
    return Blocked(std::move(door), "cert.expired");
  }
  if (says.has_unknown_critical) return Blocked(std::move(door), "cert.critical");
  if (!HasPrincipal(authority, says)) return Blocked(std::move(door), "cert.noprincipal");
  LowerGrades(says, door);
  if (authority.revokes_certificates) MakeConditional(door);
  if (!says.source_addresses.empty()) return BoundTo(std::move(door), says.source_addresses);
  return door;
}

}  // namespace keytrail::graph
