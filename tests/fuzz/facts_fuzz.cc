#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "scanner/facts/facts.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

// Kinds that the files below do not state; those of hints have targets of their own.
template <typename Other>
void CheckPayload(const Other& /*payload*/) {}

void CheckPayload(const AuthorizedLineFact& line) {
  KT_CHECK(line.line > 0);
  KT_CHECK(line.public_key_fingerprint.starts_with("SHA256:"));
  KT_CHECK(line.comment.empty() || IsHarmlessLabel(line.comment));
  for (const AuthorizedOption& option : line.options) {
    KT_CHECK(option.has_value || option.value.empty());
    KT_CHECK(option.value.find_first_of(" \t\n\"'=") == std::string::npos);
  }
}
void CheckPayload(const AccountFact& account) {
  KT_CHECK(!account.name.empty());
  KT_CHECK(account.name.find_first_of(":\n") == std::string::npos);
}
void CheckPayload(const HostNameFact& host) { KT_CHECK(!host.name.empty()); }
void CheckPayload(const MachineIdFact& machine) { KT_CHECK(machine.machine_id.size() == 32); }
void CheckPayload(const HostKeyFact& key) {
  KT_CHECK(key.public_key_fingerprint.starts_with("SHA256:"));
}
void CheckPayload(const PublicKeyFact& key) {
  KT_CHECK(key.public_key_fingerprint.starts_with("SHA256:"));
  KT_CHECK(key.comment.empty() || IsHarmlessLabel(key.comment));
}
void CheckPayload(const OperatingSystemFact& system) {
  KT_CHECK(system.pretty_name.find('\n') == std::string::npos);
}

// A word that left the worker has no control characters.
void CheckWord(const std::string& word) {
  KT_CHECK(std::ranges::all_of(word, [](char c) { return c >= ' ' && c <= '~'; }));
}
void CheckWords(const std::vector<std::string>& words) {
  KT_CHECK(words.size() <= limits::kFactsPerFileMax * 30);
  for (const std::string& word : words) CheckWord(word);
}
void CheckPayload(const SshdConfigFact& config) {
  KT_CHECK(config.refused || config.refusal.empty());
  for (const SshdDirective& directive : config.directives) {
    KT_CHECK(directive.line > 0);
    CheckWord(directive.keyword);
    CheckWords(directive.arguments);
  }
}
void CheckPayload(const ShadowFact& shadow) { KT_CHECK(!shadow.name.empty()); }
void CheckPayload(const GroupFact& group) {
  KT_CHECK(!group.name.empty() && group.members.size() <= limits::kListItemsMax);
}
void CheckPayload(const SudoRuleFact& rule) {
  KT_CHECK(rule.line > 0 && !rule.subjects.empty());
  CheckWords(rule.subjects);
  CheckWords(rule.run_as);
}
void CheckPayload(const ServiceFact& service) {
  KT_CHECK(!service.unit.empty());
  CheckWords(service.sshd_options);
}
void CheckPayload(const RevocationListFact& list) {
  KT_CHECK(list.public_key_fingerprints.size() <= limits::kListItemsMax);
  for (const auto& certificates : list.certificates) CheckWords(certificates.key_ids);
}
void CheckPayload(const PrincipalsFact& principals) { CheckWords(principals.principals); }
void CheckPayload(const HostAccessFact& access) {
  for (const HostAccessFact::Rule& rule : access.rules) {
    CheckWords(rule.daemons);
    CheckWords(rule.clients);
  }
}
void CheckPayload(const PamFact& pam) {
  CheckWords(pam.account_modules);
  CheckWords(pam.includes);
}

}  // namespace

// The first byte chooses the file, the rest is what it holds.
void FuzzFacts(std::span<const std::byte> input) {
  static constexpr const char* kPaths[] = {"/etc/passwd",
                                           "/home/u/.ssh/authorized_keys",
                                           "/etc/hostname",
                                           "/etc/machine-id",
                                           "/etc/os-release",
                                           "/etc/ssh/ssh_host_rsa_key.pub",
                                           "/root/.ssh/authorized_keys2",
                                           "/root/.ssh/id_ed25519.pub",
                                           "/etc/ssh/sshd_config",
                                           "/etc/shadow",
                                           "/etc/group",
                                           "/etc/sudoers",
                                           "/etc/ssh/revoked_keys",
                                           "/etc/ssh/auth_principals/root",
                                           "/etc/hosts.deny",
                                           "/etc/pam.d/sshd",
                                           "/lib/systemd/system/ssh.service",
                                           "/etc/default/ssh"};
  if (input.empty()) return;
  const std::string path = kPaths[static_cast<std::size_t>(input[0]) % std::size(kPaths)];
  KT_CHECK(facts::WantsFile(path, input.size()));
  FileEntry entry;
  entry.path = path;
  const auto found = facts::ParseFacts(path, input.subspan(1), entry);
  KT_CHECK(found.size() <= limits::kFactsPerFileMax);
  for (const Fact& fact : found) {
    std::visit([](const auto& payload) { CheckPayload(payload); }, fact.payload);
  }
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzFacts)
