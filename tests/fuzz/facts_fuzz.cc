#include <string>
#include <variant>

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
                                           "/root/.ssh/id_ed25519.pub"};
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
