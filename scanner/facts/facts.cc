#include "scanner/facts/facts.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/accounts.h"
#include "scanner/facts/authorized_keys.h"
#include "scanner/facts/identity.h"
#include "scanner/facts/place.h"
#include "scanner/facts/public_key_file.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kHostKeyPrefix = "etc/ssh/ssh_host_";
constexpr std::string_view kHostKeySuffix = "_key.pub";

bool IsHostKey(std::string_view path) {
  return path.starts_with(kHostKeyPrefix) && path.ends_with(kHostKeySuffix) &&
         path.find('/', kHostKeyPrefix.size()) == std::string_view::npos;
}

bool IsNoHostKey(std::string_view path) { return !IsHostKey(path); }

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
};

std::string_view WithoutLeadingSlash(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

std::vector<Permissions> DirectoriesOf(const FileEntry& entry) {
  std::vector<Permissions> directories;
  for (const DirectoryChain* directory = entry.directories.get();
       directory != nullptr && directories.size() < limits::kPathDepthMax;
       directory = directory->parent.get()) {
    directories.push_back(directory->permissions);
  }
  return directories;
}

// Facts of `entry` that say `payloads`, up to the limit of a file.
std::vector<Fact> MakeFacts(std::vector<FactPayload> payloads, const FileEntry& entry) {
  if (payloads.size() > limits::kFactsPerFileMax) payloads.resize(limits::kFactsPerFileMax);
  const std::vector<Permissions> directories = DirectoriesOf(entry);
  std::vector<Fact> facts;
  facts.reserve(payloads.size());
  for (FactPayload& payload : payloads) {
    facts.push_back({.id = {},
                     .machine_id = {},
                     .volume_id = entry.volume_id,
                     .path = entry.path,
                     .payload = std::move(payload),
                     .permissions = entry.permissions,
                     .directories = directories});
  }
  return facts;
}

}  // namespace

bool WantsFile(std::string_view path, std::uint64_t file_bytes) {
  path = WithoutLeadingSlash(path);
  return std::ranges::any_of(kPlaces, [&](const Place& place) {
    return file_bytes <= place.bytes_max && LiesAt(place, path);
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
