#include "tests/sshd_oracle/our_verdict.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "graph/access/conditions.h"
#include "graph/access/evaluate.h"
#include "graph/certificate_doors.h"
#include "model/names.h"
#include "scanner/facts/public_key_file.h"

namespace keytrail::sshd_oracle {

OurVerdict Judge(const TreeFacts& facts, const std::string& account, const std::string& fingerprint,
                 const std::string& via) {
  const access::Evaluation evaluation = access::Evaluate(facts.machine());
  const auto found = std::ranges::find_if(evaluation.doors, [&](const Door& door) {
    return door.user == account && door.public_key_fingerprint == fingerprint && door.via == via;
  });
  if (found == evaluation.doors.end()) return {};
  return {
      .verdict = found->verdict, .grade = found->grade, .reasons = found->reasons, .door = *found};
}

OurVerdict JudgeCertificate(const TreeFacts& facts, const std::string& account,
                            const std::string& authority_fingerprint,
                            const std::string& certificate_file) {
  const OurVerdict authority = Judge(facts, account, authority_fingerprint, "authority");
  if (!authority.door) return {};
  std::stringstream text;
  text << std::ifstream(certificate_file).rdbuf();
  const std::vector<FactPayload> payloads = facts::ParsePublicKeyFile(text.str());
  KT_CHECK(payloads.size() == 1);
  Fact certificate;
  certificate.payload = payloads.front();
  const auto door = graph::CertificateDoor(*authority.door, certificate, facts.machine().now);
  if (!door) return {};
  return {.verdict = door->verdict, .grade = door->grade, .reasons = door->reasons, .door = *door};
}

std::optional<DoorOutcome> OutcomeFrom(const OurVerdict& judged, const std::string& source) {
  if (!judged.door || judged.door->source_conditions.empty()) return std::nullopt;
  const std::vector<std::string> addresses = {source};
  std::size_t holding = 0;
  for (std::size_t i = 0; i < judged.door->source_conditions.size(); ++i) {
    const access::Tri holds = access::HoldsFor(judged.door->source_conditions[i], addresses);
    if (holds == access::Tri::kUnknown) return std::nullopt;
    if (holds == access::Tri::kYes) holding |= std::size_t{1} << i;
  }
  return judged.door->outcomes.at(holding);
}

std::string Describe(const OurVerdict& judged) {
  std::string text = fmt::format("we say {}, {}: {}", NameOf(judged.verdict),
                                 judged.grade ? NameOf(*judged.grade) : "no grade",
                                 fmt::join(judged.reasons, " "));
  if (!judged.door) return text + " (no door)";
  return text + fmt::format("; not evaluated: {}; conditions: {}",
                            fmt::join(judged.door->not_evaluated, " "),
                            fmt::join(judged.door->conditions, ", "));
}

}  // namespace keytrail::sshd_oracle
