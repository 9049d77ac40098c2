#include "graph/joins.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/doors.h"
#include "graph/public_halves.h"

namespace keytrail::graph {
namespace {

const std::string kFingerprintAttribute = "public_key_fingerprint";

template <typename T>
T AttributeOr(const Attributes& attributes, const std::string& name, T fallback) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return fallback;
  const T* value = std::get_if<T>(&found->second);
  return value == nullptr ? fallback : *value;
}

void AddHolder(const Finding& finding, const PublicKeyFact* beside, KeyView& key) {
  const bool encrypted = AttributeOr(finding.attributes, "encrypted", false);
  key.encrypted = key.holders.empty() ? encrypted : key.encrypted && encrypted;
  const auto bits =
      static_cast<std::uint32_t>(AttributeOr(finding.attributes, "bits", std::int64_t{0}));
  key.key_type =
      beside != nullptr ? beside->key_type : TextAttribute(finding.attributes, "key_type");
  key.bits = beside != nullptr ? beside->bits : bits;
  key.known_public |= AttributeOr(finding.attributes, "known_public", false);
  key.holders.push_back({.machine_id = finding.machine_id,
                         .path = finding.path,
                         .byte_offset = finding.byte_offset,
                         .finding_id = finding.id});
}

bool Holds(const KeyView& key, const Finding& finding) {
  return std::ranges::find(key.holders, finding.id, &KeyHolder::finding_id) != key.holders.end();
}

// The view that has the finding among its holders, or null. A key whose public half lies beside it
// is not to be found by its fingerprint, and there are few of them.
const KeyView* KeyOf(const Finding& finding, std::span<const KeyView> keys) {
  const std::string fingerprint = TextAttribute(finding.attributes, kFingerprintAttribute);
  if (!fingerprint.empty()) {
    const auto key =
        std::ranges::lower_bound(keys, fingerprint, {}, &KeyView::public_key_fingerprint);
    return key != keys.end() && key->public_key_fingerprint == fingerprint ? &*key : nullptr;
  }
  if (finding.family != SecretFamily::kKey || !finding.attributes.contains("encrypted")) {
    return nullptr;
  }
  const auto key =
      std::ranges::find_if(keys, [&](const KeyView& view) { return Holds(view, finding); });
  return key == keys.end() ? nullptr : &*key;
}

auto OrderOf(const KeyHolder& holder) {
  return std::tie(holder.machine_id, holder.path, holder.byte_offset, holder.finding_id);
}

}  // namespace

std::vector<KeyView> BuildKeys(const GraphInput& input, Timestamp now) {
  const PublicHalves public_halves(input.facts);
  std::unordered_map<std::string, KeyView> by_fingerprint;
  for (const RecordedFinding& row : input.findings) {
    const std::string fingerprint = public_halves.FingerprintOf(row.finding);
    if (!Counts(row) || fingerprint.empty()) continue;
    const bool says_itself = row.finding.attributes.contains(kFingerprintAttribute);
    AddHolder(row.finding, says_itself ? nullptr : public_halves.Beside(row.finding),
              by_fingerprint[fingerprint]);
  }
  for (Door& door : EvaluateMachines(input, now).doors) {
    const auto key = by_fingerprint.find(door.public_key_fingerprint);
    if (key != by_fingerprint.end()) {
      key->second.accounts.push_back({.door = std::move(door), .by_holder = {}});
    }
  }
  std::vector<KeyView> keys;
  keys.reserve(by_fingerprint.size());
  for (auto& [fingerprint, key] : by_fingerprint) {
    key.public_key_fingerprint = fingerprint;
    key.public_half_at = public_halves.PlacesOf(fingerprint);
    std::ranges::sort(key.holders, [](const KeyHolder& a, const KeyHolder& b) {
      return OrderOf(a) < OrderOf(b);
    });
    keys.push_back(std::move(key));
  }
  std::ranges::sort(keys, {}, &KeyView::public_key_fingerprint);
  return keys;
}

std::vector<Related> RelatedOf(const Finding& finding, std::span<const KeyView> keys) {
  const KeyView* key = KeyOf(finding, keys);
  if (key == nullptr) return {};
  std::vector<Related> related;
  for (const KeyAccess& access : key->accounts) {
    if (related.size() == kRelatedMax) return related;
    const Door& door = access.door;
    related.push_back({.relation = "authorised_elsewhere",
                       .machine_id = door.machine_id,
                       .user = door.user,
                       .path = door.authorized_keys_path,
                       .line = door.authorized_keys_line,
                       .verdict = door.verdict,
                       .grade = door.grade,
                       .reasons = door.reasons});
  }
  for (const KeyHolder& holder : key->holders) {
    if (related.size() == kRelatedMax) return related;
    if (holder.finding_id == finding.id) continue;
    related.push_back({.relation = "same_private_key",
                       .machine_id = holder.machine_id,
                       .user = {},
                       .path = holder.path,
                       .line = 0,
                       .verdict = std::nullopt,
                       .grade = std::nullopt,
                       .reasons = {}});
  }
  for (const PublicHalfPlace& place : key->public_half_at) {
    if (related.size() == kRelatedMax) return related;
    related.push_back({.relation = "public_half",
                       .machine_id = place.machine_id,
                       .user = {},
                       .path = place.path,
                       .line = 0,
                       .verdict = std::nullopt,
                       .grade = std::nullopt,
                       .reasons = {}});
  }
  return related;
}

}  // namespace keytrail::graph
