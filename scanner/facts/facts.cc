#include "scanner/facts/facts.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/accounts.h"
#include "scanner/facts/authorized_keys.h"
#include "scanner/facts/identity.h"
#include "scanner/facts/public_key_file.h"

namespace keytrail::facts {
namespace {

using Parse = std::vector<FactPayload> (*)(std::string_view text);

struct Place {
  std::string_view path;
  Parse parse;
};

constexpr Place kExactPlaces[] = {
    {"etc/passwd", &ParseAccounts},
    {"etc/hostname", &ParseHostName},
    {"etc/machine-id", &ParseMachineId},
    {"etc/os-release", &ParseOperatingSystem},
    {"usr/lib/os-release", &ParseOperatingSystem},
};

constexpr Place kAuthorizedPlaces[] = {
    {".ssh/authorized_keys", &ParseAuthorizedKeys},
    {".ssh/authorized_keys2", &ParseAuthorizedKeys},
};

constexpr std::string_view kPublicKeySuffix = ".pub";
constexpr std::string_view kHostKeyPrefix = "etc/ssh/ssh_host_";
constexpr std::string_view kHostKeySuffix = "_key.pub";

// True when `path` is `tail`, or ends in it behind a slash.
bool EndsInPath(std::string_view path, std::string_view tail) {
  if (!path.ends_with(tail)) return false;
  return path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/';
}

bool IsHostKey(std::string_view path) {
  return path.starts_with(kHostKeyPrefix) && path.ends_with(kHostKeySuffix) &&
         path.find('/', kHostKeyPrefix.size()) == std::string_view::npos;
}

// The parser of the file at `path`, or null.
Parse ParserFor(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  for (const Place& place : kExactPlaces) {
    if (path == place.path) return place.parse;
  }
  for (const Place& place : kAuthorizedPlaces) {
    if (EndsInPath(path, place.path)) return place.parse;
  }
  if (IsHostKey(path)) return &ParseHostKey;
  return path.ends_with(kPublicKeySuffix) ? &ParsePublicKeyFile : nullptr;
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

}  // namespace

bool WantsFile(std::string_view path, std::uint64_t file_bytes) {
  const Parse parse = ParserFor(path);
  return parse != nullptr &&
         (parse != &ParsePublicKeyFile || file_bytes <= limits::kPublicKeyFileBytesMax);
}

std::vector<Fact> ParseFacts(std::string_view path, std::span<const std::byte> bytes,
                             const FileEntry& entry) {
  const Parse parse = ParserFor(path);
  if (parse == nullptr) return {};
  const std::string_view text =
      AsText(bytes.first(std::min(bytes.size(), limits::kFactFileBytesMax)));
  const std::vector<Permissions> directories = DirectoriesOf(entry);
  std::vector<Fact> facts;
  for (FactPayload& payload : parse(text)) {
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

}  // namespace keytrail::facts
