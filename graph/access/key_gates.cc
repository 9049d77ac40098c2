#include "graph/access/key_gates.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "graph/access/key_algorithms.h"

namespace keytrail::access {
namespace {

constexpr std::uint32_t kRsaBitsMin = 1024;  // in every release

std::uint32_t RequiredRsaBits(const GateContext& at) {
  const std::string word = at.config.Word("requiredrsasize");
  std::uint32_t bits = kRsaBitsMin;
  std::from_chars(word.data(), word.data() + word.size(), bits);
  return std::max(bits, kRsaBitsMin);
}

void JudgeType(const GateContext& at, const OfferedKey& key, Ruling& ruling) {
  if (at.config.IsWithheld("pubkeyacceptedalgorithms")) ruling.Doubt("sshd.algorithms");
  switch (AcceptsKeyType(at.config.Word("pubkeyacceptedalgorithms"), key.type, false,
                         at.server.version)) {
    case Tri::kYes: break;
    case Tri::kNo: ruling.Block("key.alg"); break;
    case Tri::kUnknown:
      // The more permissive answer; that the version is not known is a condition already.
      if (at.server.version.known()) ruling.Doubt("sshd.algorithms");
      break;
  }
  if (key.type == "ssh-rsa" && key.bits != 0 && key.bits < RequiredRsaBits(at)) {
    ruling.Block("key.tooshort");
  }
  if (key.type.starts_with("sk-")) {
    ruling.Require("key.fido", "the hardware token of the key is at hand");
  }
}

}  // namespace

void JudgeRevocation(const GateContext& at, const std::string& fingerprint, Ruling& ruling) {
  const std::string path = at.config.Word("revokedkeys");
  if (path.empty() || path == "none") return;
  const auto lists = at.view.At<RevocationListFact>(path);
  for (const auto* list : lists) {
    const std::vector<std::string>& keys = list->payload->public_key_fingerprints;
    if (list->payload->malformed || std::ranges::find(keys, fingerprint) != keys.end()) {
      ruling.Block("sshd.revoked");
    }
    const bool may_hide = list->payload->truncated || !list->payload->key_sha1_hex.empty();
    if (may_hide) ruling.Doubt("sshd.revoked");
  }
  if (!lists.empty()) return;
  // A file that cannot be read refuses every key.
  const bool is_missing = path.starts_with("/etc/ssh/") && at.view.Exists(path) == Tri::kNo;
  if (is_missing) return ruling.Block("sshd.revoked");
  ruling.Doubt("sshd.revoked");
}

bool RevokesCertificates(const GateContext& at) {
  const std::string path = at.config.Word("revokedkeys");
  if (path.empty() || path == "none") return false;
  return std::ranges::any_of(at.view.At<RevocationListFact>(path), [](const auto* list) {
    return !list->payload->certificates.empty() || !list->payload->public_key_fingerprints.empty();
  });
}

void JudgeKey(const GateContext& at, const OfferedKey& key, Ruling& ruling) {
  JudgeType(at, key, ruling);
  JudgeRevocation(at, key.fingerprint, ruling);
}

}  // namespace keytrail::access
