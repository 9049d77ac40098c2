#include "scanner/facts/make_facts.h"

#include <utility>

#include "base/limits.h"

namespace keytrail::facts {
namespace {

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

std::vector<Fact> MakeFacts(std::vector<FactPayload> payloads, const FileEntry& entry) {
  if (payloads.empty()) return {};
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

}  // namespace keytrail::facts
