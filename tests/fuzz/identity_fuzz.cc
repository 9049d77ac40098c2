#include <string>
#include <variant>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/cloud_instance.h"
#include "scanner/facts/key_lines.h"
#include "scanner/facts/mounts.h"
#include "scanner/facts/network_config.h"
#include "scanner/facts/sshd_version.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {
namespace {

using Parse = std::vector<FactPayload> (*)(std::string_view text);

constexpr Parse kParsers[] = {
    &facts::ParseMounts,         &facts::ParseHosts,           &facts::ParseInterfaces,
    &facts::ParseNetplan,        &facts::ParseNetworkd,        &facts::ParseIfcfg,
    &facts::ParseKeyfile,        &facts::ParseDhcpLease,       &facts::ParseInstanceData,
    &facts::ParseInstanceId,     &facts::ParseCloudInitResult, &facts::ParseCloudInitNetwork,
    &facts::ParseOvfEnvironment, &facts::ParseGoogleInstance,  &facts::ParseSshdProgram,
    &facts::ParseDpkgStatus,     &facts::ParseApkInstalled,    &facts::ParseKeyLines};

bool IsPlainText(const std::string& text) {
  return text.find_first_of(" \t\r\n\"'$;<>") == std::string::npos;
}

template <typename Other>
void CheckPayload(const Other& /*payload*/) {}
void CheckPayload(const MountFact& mount) {
  KT_CHECK(mount.mount_point.starts_with('/'));
  KT_CHECK(mount.device.find('@') == std::string::npos);
}
void CheckPayload(const AddressFact& address) {
  KT_CHECK(!address.address.empty() && IsPlainText(address.address));
}
void CheckPayload(const CloudInstanceFact& instance) {
  KT_CHECK(IsPlainText(instance.cloud + instance.instance_id + instance.region + instance.account +
                       instance.name));
}
void CheckPayload(const SshdVersionFact& version) {
  KT_CHECK(version.major <= 999 && version.minor <= 999 && !version.package_version.empty());
}

}  // namespace

// The first byte chooses the parser, the rest is what it reads.
void FuzzIdentity(std::span<const std::byte> input) {
  if (input.empty()) return;
  const std::string_view text = AsText(input.subspan(1));
  const auto found = kParsers[static_cast<std::size_t>(input[0]) % std::size(kParsers)](text);
  KT_CHECK(found.size() <= limits::kFactsPerFileMax);
  for (const FactPayload& payload : found) {
    std::visit([](const auto& fact) { CheckPayload(fact); }, payload);
  }
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzIdentity)
