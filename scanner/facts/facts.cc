#include "scanner/facts/facts.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/accounts.h"
#include "scanner/facts/authorized_keys.h"
#include "scanner/facts/cloud_instance.h"
#include "scanner/facts/groups.h"
#include "scanner/facts/host_access.h"
#include "scanner/facts/identity.h"
#include "scanner/facts/key_lines.h"
#include "scanner/facts/known_hosts.h"
#include "scanner/facts/make_facts.h"
#include "scanner/facts/mounts.h"
#include "scanner/facts/network_config.h"
#include "scanner/facts/pam.h"
#include "scanner/facts/place.h"
#include "scanner/facts/principals.h"
#include "scanner/facts/public_key_file.h"
#include "scanner/facts/revocation_list.h"
#include "scanner/facts/shadow.h"
#include "scanner/facts/shell_history.h"
#include "scanner/facts/ssh_client_config.h"
#include "scanner/facts/ssh_service.h"
#include "scanner/facts/sshd_config.h"
#include "scanner/facts/sshd_version.h"
#include "scanner/facts/sudoers.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kHostKeyPrefix = "etc/ssh/ssh_host_";
constexpr std::string_view kHostKeySuffix = "_key.pub";

bool IsHostKey(std::string_view path) {
  return path.starts_with(kHostKeyPrefix) && path.ends_with(kHostKeySuffix) &&
         path.find('/', kHostKeyPrefix.size()) == std::string_view::npos;
}

bool IsNoHostKey(std::string_view path) { return !IsHostKey(path); }

bool LiesIn(std::string_view path, std::string_view folder) {
  path.remove_suffix(NameIn(path).size());
  return path.ends_with(folder) &&
         (path.size() == folder.size() || path[path.size() - folder.size() - 1] == '/');
}

// Of an account or of the whole machine, with what ssh-keygen keeps of it: "known_hosts.old".
bool IsKnownHosts(std::string_view path) {
  const std::string_view name = NameIn(path);
  const std::string_view folder = path.substr(0, path.size() - name.size());
  return (name.starts_with("known_hosts") && LiesIn(path, ".ssh/")) ||
         (name.starts_with("ssh_known_hosts") && folder == "etc/ssh/");
}

// What "Include config.d/*" of an account's configuration finds.
bool IsClientConfigPart(std::string_view path) { return LiesIn(path, ".ssh/config.d/"); }

bool IsYaml(std::string_view path) { return path.ends_with(".yaml"); }

// A network, or a drop-in of one.
bool IsNetworkdFile(std::string_view path) {
  return path.ends_with(".network") ||
         (path.ends_with(".conf") && path.find(".network.d/") != std::string_view::npos);
}

bool IsIfcfg(std::string_view path) { return NameIn(path).starts_with("ifcfg-"); }

bool IsCloudInitNetwork(std::string_view path) { return NameIn(path) == "network-config.json"; }

constexpr std::uint64_t kProgramBytes = limits::kProgramFileBytesMax;

// All that state facts. A file may lie at several places; each has its say.
constexpr Place kPlaces[] = {
    // Accounts
    {PlaceShape::kExact, "etc/passwd", &ParseAccounts, TooLarge::kIsReported},
    {PlaceShape::kExact, "etc/shadow", &ParseShadow, TooLarge::kIsReported},
    {PlaceShape::kExact, "etc/group", &ParseGroups, TooLarge::kIsReported},
    {PlaceShape::kExact, "etc/sudoers", &ParseSudoers, TooLarge::kIsReported},
    {PlaceShape::kExact, "usr/etc/sudoers", &ParseSudoers, TooLarge::kIsReported},
    {PlaceShape::kFolder, "etc/sudoers.d", &ParseSudoers, TooLarge::kIsReported},
    // What sshd goes by
    {.shape = PlaceShape::kSuffix,
     .path = {},
     .parser = &ParseSshdConfig,
     .too_large = TooLarge::kIsReported,
     .accepts = &IsSshdConfigPath},
    {.shape = PlaceShape::kSuffix,
     .path = {},
     .parser = &ParseRevocationList,
     .too_large = TooLarge::kIsReported,
     .accepts = &IsRevocationListPath},
    {.shape = PlaceShape::kSuffix,
     .path = {},
     .parser = &ParsePrincipals,
     .too_large = TooLarge::kIsReported,
     .accepts = &IsPrincipalsPath},
    {.shape = PlaceShape::kSuffix,
     .path = {},
     .parser = &ParseSshService,
     .too_large = TooLarge::kIsReported,
     .accepts = &IsSshServicePath},
    {PlaceShape::kExact, "etc/hosts.allow", &ParseHostAccess, TooLarge::kIsReported},
    {PlaceShape::kExact, "etc/hosts.deny", &ParseHostAccess, TooLarge::kIsReported},
    {PlaceShape::kFolder, "etc/pam.d", &ParsePamService, TooLarge::kIsReported},
    {PlaceShape::kFolder, "usr/lib/pam.d", &ParsePamService, TooLarge::kIsReported},
    {PlaceShape::kFolder, "usr/etc/pam.d", &ParsePamService, TooLarge::kIsReported},
    // Who the machine is
    {PlaceShape::kExact, "etc/hostname", &ParseHostName},
    {PlaceShape::kExact, "etc/machine-id", &ParseMachineId},
    {PlaceShape::kExact, "etc/os-release", &ParseOperatingSystem},
    {PlaceShape::kExact, "usr/lib/os-release", &ParseOperatingSystem},
    {.shape = PlaceShape::kFolder,
     .path = "etc/ssh",
     .parser = &ParseHostKey,
     .bytes_max = limits::kPublicKeyFileBytesMax,
     .accepts = &IsHostKey},
    {PlaceShape::kExact, "etc/fstab", &ParseMounts},
    {PlaceShape::kExact, "etc/hosts", &ParseHosts},
    {PlaceShape::kExact, "etc/network/interfaces", &ParseInterfaces},
    {PlaceShape::kFolder, "etc/network/interfaces.d", &ParseInterfaces},
    {.shape = PlaceShape::kFolder,
     .path = "etc/netplan",
     .parser = &ParseNetplan,
     .accepts = &IsYaml},
    {.shape = PlaceShape::kTree,
     .path = "etc/systemd/network",
     .parser = &ParseNetworkd,
     .accepts = &IsNetworkdFile},
    {.shape = PlaceShape::kFolder,
     .path = "etc/sysconfig/network-scripts",
     .parser = &ParseIfcfg,
     .accepts = &IsIfcfg},
    {.shape = PlaceShape::kFolder,
     .path = "etc/sysconfig/network",
     .parser = &ParseIfcfg,
     .accepts = &IsIfcfg},
    {PlaceShape::kFolder, "etc/NetworkManager/system-connections", &ParseKeyfile},
    {PlaceShape::kFolder, "var/lib/dhcp", &ParseDhcpLease},
    {PlaceShape::kFolder, "var/lib/dhclient", &ParseDhcpLease},
    {PlaceShape::kFolder, "var/lib/NetworkManager", &ParseDhcpLease},
    {PlaceShape::kFolder, "run/systemd/netif/leases", &ParseDhcpLease},
    // Which machine of a cloud
    {PlaceShape::kExact, "run/cloud-init/instance-data.json", &ParseInstanceData},
    {PlaceShape::kExact, "var/lib/cloud/data/instance-id", &ParseInstanceId},
    {PlaceShape::kExact, "var/lib/cloud/data/result.json", &ParseCloudInitResult},
    {.shape = PlaceShape::kTree,
     .path = "var/lib/cloud/instances",
     .parser = &ParseCloudInitNetwork,
     .accepts = &IsCloudInitNetwork},
    {PlaceShape::kExact, "var/lib/waagent/ovf-env.xml", &ParseOvfEnvironment},
    {PlaceShape::kExact, "etc/default/instance_configs.cfg", &ParseGoogleInstance},
    // Which sshd
    {PlaceShape::kExact, "usr/sbin/sshd", &ParseSshdProgram, TooLarge::kIsReported, kProgramBytes},
    {PlaceShape::kExact, "sbin/sshd", &ParseSshdProgram, TooLarge::kIsReported, kProgramBytes},
    {PlaceShape::kExact, "usr/bin/sshd", &ParseSshdProgram, TooLarge::kIsReported, kProgramBytes},
    {PlaceShape::kExact, "usr/local/sbin/sshd", &ParseSshdProgram, TooLarge::kIsReported,
     kProgramBytes},
    {PlaceShape::kExact, "var/lib/dpkg/status", &ParseDpkgStatus, TooLarge::kIsReported,
     limits::kLargestFactFileBytesMax},
    {PlaceShape::kFolder, "var/lib/dpkg/status.d", &ParseDpkgStatus},
    {PlaceShape::kExact, "lib/apk/db/installed", &ParseApkInstalled, TooLarge::kIsReported,
     limits::kLargestFactFileBytesMax},
    {PlaceShape::kExact, "usr/lib/apk/db/installed", &ParseApkInstalled, TooLarge::kIsReported,
     limits::kLargestFactFileBytesMax},
    // Keys
    {PlaceShape::kTail, ".ssh/authorized_keys", &ParseAuthorizedKeys, TooLarge::kIsReported},
    {PlaceShape::kTail, ".ssh/authorized_keys2", &ParseAuthorizedKeys, TooLarge::kIsReported},
    {.shape = PlaceShape::kSuffix,
     .path = ".pub",
     .parser = &ParsePublicKeyFile,
     .bytes_max = limits::kPublicKeyFileBytesMax,
     .accepts = &IsNoHostKey},
    // Who knows whom
    {.shape = PlaceShape::kSuffix,
     .path = {},
     .parser = &ParseKnownHosts,
     .too_large = TooLarge::kIsReported,
     .accepts = &IsKnownHosts},
    {PlaceShape::kTail, ".ssh/config", &ParseSshClientConfig, TooLarge::kIsReported},
    {PlaceShape::kExact, "etc/ssh/ssh_config", &ParseSshClientConfig, TooLarge::kIsReported},
    {PlaceShape::kFolder, "etc/ssh/ssh_config.d", &ParseSshClientConfig, TooLarge::kIsReported},
    {.shape = PlaceShape::kSuffix,
     .path = {},
     .parser = &ParseSshClientConfig,
     .too_large = TooLarge::kIsReported,
     .accepts = &IsClientConfigPart},
    {PlaceShape::kTail, ".bash_history", &ParseShellHistory, TooLarge::kIsReported},
    {PlaceShape::kTail, ".zsh_history", &ParseShellHistory, TooLarge::kIsReported},
    {PlaceShape::kTail, ".ash_history", &ParseShellHistory, TooLarge::kIsReported},
    {PlaceShape::kTail, ".sh_history", &ParseShellHistory, TooLarge::kIsReported},
    {PlaceShape::kTail, ".history", &ParseShellHistory, TooLarge::kIsReported},
    {PlaceShape::kTail, "fish/fish_history", &ParseFishHistory, TooLarge::kIsReported},
    {PlaceShape::kTail, "ConsoleHost_history.txt", &ParsePowerShellHistory, TooLarge::kIsReported},
};

std::string_view WithoutLeadingSlash(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

}  // namespace

bool WantsFile(std::string_view path, std::uint64_t file_bytes) {
  path = WithoutLeadingSlash(path);
  return std::ranges::any_of(kPlaces, [&](const Place& place) {
    return file_bytes <= place.bytes_max && LiesAt(place, path);
  });
}

bool DecidesLogin(std::string_view path) {
  path = WithoutLeadingSlash(path);
  return std::ranges::any_of(kPlaces, [&](const Place& place) {
    return place.too_large == TooLarge::kIsReported && LiesAt(place, path);
  });
}

bool ExceedsLimit(std::string_view path, std::uint64_t file_bytes) {
  path = WithoutLeadingSlash(path);
  return std::ranges::any_of(kPlaces, [&](const Place& place) {
    return file_bytes > place.bytes_max && place.too_large == TooLarge::kIsReported &&
           LiesAt(place, path);
  });
}

std::vector<Fact> ParseFacts(std::string_view path, std::span<const std::byte> bytes,
                             const FileEntry& entry) {
  path = WithoutLeadingSlash(path);
  std::vector<FactPayload> payloads;
  for (const Place& place : kPlaces) {
    if (bytes.size() > place.bytes_max || !LiesAt(place, path)) continue;
    for (FactPayload& payload : place.parser.Parse(path, AsText(bytes))) {
      payloads.push_back(std::move(payload));
    }
  }
  const std::string_view text = AsText(bytes);
  if (MayHoldKeyLines(path, bytes.size()) && LooksLikeKeyLines(text)) {
    for (FactPayload& line : ParseKeyLines(text)) payloads.push_back(std::move(line));
  }
  return MakeFacts(std::move(payloads), entry);
}

}  // namespace keytrail::facts
