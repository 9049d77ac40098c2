#include "scanner/facts/facts.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/accounts.h"
#include "scanner/facts/authorized_keys.h"
#include "scanner/facts/identity.h"
#include "scanner/facts/known_hosts.h"
#include "scanner/facts/make_facts.h"
#include "scanner/facts/place.h"
#include "scanner/facts/public_key_file.h"
#include "scanner/facts/shell_history.h"
#include "scanner/facts/ssh_client_config.h"

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

// All that state facts. A file may lie at several places; each has its say.
constexpr Place kPlaces[] = {
    // Accounts
    {PlaceShape::kExact, "etc/passwd", &ParseAccounts, TooLarge::kIsReported},
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
  return MakeFacts(std::move(payloads), entry);
}

}  // namespace keytrail::facts
