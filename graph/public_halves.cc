#include "graph/public_halves.h"

#include <algorithm>
#include <tuple>
#include <variant>

namespace keytrail::graph {
namespace {

constexpr std::string_view kSuffixes[] = {".pub", "-cert.pub"};

std::string FileKey(std::string_view machine_id, std::string_view volume_id,
                    std::string_view path) {
  std::string key;
  for (const std::string_view part : {machine_id, volume_id, path}) {
    key.append(part).push_back('\0');
  }
  return key;
}

}  // namespace

PublicHalves::PublicHalves(std::span<const Fact> facts) {
  for (const Fact& fact : facts) {
    const auto* key = std::get_if<PublicKeyFact>(&fact.payload);
    if (key == nullptr) continue;
    by_file_.emplace(FileKey(fact.machine_id, fact.volume_id, fact.path), key);
    by_fingerprint_.emplace(key->public_key_fingerprint, &fact);
  }
}

const PublicKeyFact* PublicHalves::Beside(const Finding& finding) const {
  for (const std::string_view suffix : kSuffixes) {
    const auto found = by_file_.find(
        FileKey(finding.machine_id, finding.volume_id, finding.path + std::string(suffix)));
    if (found != by_file_.end()) return found->second;
  }
  return nullptr;
}

std::string PublicHalves::FingerprintOf(const Finding& finding) const {
  std::string own = TextAttribute(finding.attributes, "public_key_fingerprint");
  if (!own.empty() || finding.family != SecretFamily::kKey ||
      !finding.attributes.contains("encrypted")) {
    return own;
  }
  const PublicKeyFact* beside = Beside(finding);
  return beside == nullptr ? std::string() : beside->public_key_fingerprint;
}

std::vector<PublicHalfPlace> PublicHalves::PlacesOf(std::string_view fingerprint) const {
  std::vector<PublicHalfPlace> places;
  const auto [begin, end] = by_fingerprint_.equal_range(fingerprint);
  for (auto it = begin; it != end; ++it) {
    places.push_back({.machine_id = it->second->machine_id, .path = it->second->path});
  }
  std::ranges::sort(places, [](const PublicHalfPlace& a, const PublicHalfPlace& b) {
    return std::tie(a.machine_id, a.path) < std::tie(b.machine_id, b.path);
  });
  if (places.size() > kPlacesMax) places.resize(kPlacesMax);
  return places;
}

}  // namespace keytrail::graph
