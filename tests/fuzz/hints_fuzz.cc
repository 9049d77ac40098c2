// Who reached whom: known hosts, client configurations and histories.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/known_hosts.h"
#include "scanner/facts/plain_words.h"
#include "scanner/facts/shell_history.h"
#include "scanner/facts/ssh_client_config.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

void CheckPayload(const KnownHostFact& host) {
  KT_CHECK(host.line > 0);
  KT_CHECK(host.public_key_fingerprint.starts_with("SHA256:"));
  KT_CHECK(host.hash.size() == host.hash_salt.size());
  for (const std::string& name : host.names) KT_CHECK(facts::IsPlainHostPattern(name));
}
void CheckPayload(const SshClientBlockFact& block) {
  KT_CHECK(block.line > 0);
  KT_CHECK(block.port <= 65535);
  KT_CHECK(block.user.empty() || facts::IsPlainUser(block.user));
  KT_CHECK(block.host_name.empty() || facts::IsPlainHost(block.host_name));
  for (const std::string& pattern : block.patterns) KT_CHECK(facts::IsPlainHostPattern(pattern));
  for (const std::string& path : block.identity_files) KT_CHECK(facts::IsPlainPath(path));
}
void CheckPayload(const SshUseFact& use) {
  KT_CHECK(facts::IsPlainHost(use.host));
  KT_CHECK(use.user.empty() || facts::IsPlainUser(use.user));
  KT_CHECK(use.identity_file.empty() || facts::IsPlainPath(use.identity_file));
  KT_CHECK(use.count > 0 && use.port <= 65535);
}
template <typename Other>
void CheckPayload(const Other& /*payload*/) {
  KT_CHECK(false);
}

void CheckAll(const std::vector<FactPayload>& payloads) {
  KT_CHECK(payloads.size() <= limits::kFactsPerFileMax);
  for (const FactPayload& payload : payloads) {
    std::visit([](const auto& alternative) { CheckPayload(alternative); }, payload);
  }
}

}  // namespace

// The first byte chooses the parser, the rest is the file.
void FuzzHints(std::span<const std::byte> input) {
  using Parse = std::vector<FactPayload> (*)(std::string_view text);
  static constexpr Parse kParsers[] = {&facts::ParseKnownHosts, &facts::ParseSshClientConfig,
                                       &facts::ParseShellHistory, &facts::ParseFishHistory,
                                       &facts::ParsePowerShellHistory};
  if (input.empty()) return;
  const Parse parse = kParsers[static_cast<std::size_t>(input[0]) % std::size(kParsers)];
  CheckAll(parse(AsText(input.subspan(1))));
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzHints)
