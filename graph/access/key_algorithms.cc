#include "graph/access/key_algorithms.h"

#include <algorithm>
#include <string>
#include <vector>

#include "graph/access/patterns.h"

namespace keytrail::access {
namespace {

struct Algorithm {
  std::string_view name;
  std::string_view key_type;
  bool is_certificate = false;
};

constexpr Algorithm kAlgorithms[] = {
    {"ssh-ed25519", "ssh-ed25519"},
    {"ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519", true},
    {"sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com"},
    {"sk-ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com", true},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"},
    {"ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp256", true},
    {"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"},
    {"ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp384", true},
    {"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"},
    {"ecdsa-sha2-nistp521-cert-v01@openssh.com", "ecdsa-sha2-nistp521", true},
    {"sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"},
    {"sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", true},
    {"webauthn-sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"},
    {"rsa-sha2-256", "ssh-rsa"},
    {"rsa-sha2-256-cert-v01@openssh.com", "ssh-rsa", true},
    {"rsa-sha2-512", "ssh-rsa"},
    {"rsa-sha2-512-cert-v01@openssh.com", "ssh-rsa", true},
    {"ssh-rsa", "ssh-rsa"},
    {"ssh-rsa-cert-v01@openssh.com", "ssh-rsa", true},
    {"ssh-dss", "ssh-dss"},
    {"ssh-dss-cert-v01@openssh.com", "ssh-dss", true},
    {"ssh-mldsa44-ed25519@openssh.com", "ssh-mldsa44-ed25519@openssh.com"},
};

bool IsKnownName(std::string_view pattern) {
  if (pattern.starts_with('!')) pattern.remove_prefix(1);
  return std::ranges::any_of(kAlgorithms, [pattern](const Algorithm& algorithm) {
    return MatchesPattern(algorithm.name, pattern);
  });
}

// Of the algorithms that a client would choose among: SHA-1 is never the only one for RSA.
Tri IsDefault(const Algorithm& algorithm, const SshdVersion& version) {
  if (algorithm.key_type == "ssh-dss") {
    const Tri refused = Has(version, Change::kNoDsa);
    return refused == Tri::kNo ? Tri::kYes : refused == Tri::kYes ? Tri::kNo : Tri::kUnknown;
  }
  if (algorithm.key_type.starts_with("sk-")) return Has(version, Change::kInclude);
  if (algorithm.key_type.starts_with("ssh-mldsa")) return Tri::kUnknown;
  return Tri::kYes;
}

Tri IsAccepted(const Algorithm& algorithm, std::string_view list, const SshdVersion& version) {
  const bool gone = algorithm.key_type == "ssh-dss" && Has(version, Change::kDsaGone) == Tri::kYes;
  if (gone) return Tri::kNo;
  if (list.empty()) return IsDefault(algorithm, version);
  const char mode = list.front();
  if (mode == '+' || mode == '-' || mode == '^') list.remove_prefix(1);
  const bool listed = MatchPatternList(algorithm.name, list) == ListMatch::kListed;
  if (mode == '+' || mode == '^') return Or(TriOf(listed), IsDefault(algorithm, version));
  if (mode == '-') return listed ? Tri::kNo : IsDefault(algorithm, version);
  return TriOf(listed);
}

}  // namespace

bool AreAlgorithms(std::string_view list) {
  if (list.starts_with('+') || list.starts_with('-') || list.starts_with('^')) {
    list.remove_prefix(1);
  }
  return !list.empty() && std::ranges::all_of(SplitList(list), &IsKnownName);
}

Tri AcceptsKeyType(std::string_view list, std::string_view key_type, bool is_certificate,
                   const SshdVersion& version) {
  Tri accepts = Tri::kNo;
  bool known = false;
  for (const Algorithm& algorithm : kAlgorithms) {
    if (algorithm.key_type != key_type || algorithm.is_certificate != is_certificate) continue;
    known = true;
    accepts = Or(accepts, IsAccepted(algorithm, list, version));
  }
  return known ? accepts : Tri::kUnknown;
}

}  // namespace keytrail::access
