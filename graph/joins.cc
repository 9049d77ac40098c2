#include "graph/joins.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/doors.h"

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

void AddHolder(const Finding& finding, KeyView& key) {
  const bool encrypted = AttributeOr(finding.attributes, "encrypted", false);
  key.encrypted = key.holders.empty() ? encrypted : key.encrypted && encrypted;
  key.key_type = TextAttribute(finding.attributes, "key_type");
  key.bits = static_cast<std::uint32_t>(AttributeOr(finding.attributes, "bits", std::int64_t{0}));
  key.holders.push_back({.machine_id = finding.machine_id,
                         .path = finding.path,
                         .byte_offset = finding.byte_offset,
                         .finding_id = finding.id});
}

auto OrderOf(const KeyHolder& holder) {
  return std::tie(holder.machine_id, holder.path, holder.byte_offset, holder.finding_id);
}

}  // namespace

std::vector<KeyView> BuildKeys(const GraphInput& input) {
  std::unordered_map<std::string, KeyView> by_fingerprint;
  for (const RecordedFinding& row : input.findings) {
    const std::string fingerprint = TextAttribute(row.finding.attributes, kFingerprintAttribute);
    if (!Counts(row) || fingerprint.empty()) continue;
    AddHolder(row.finding, by_fingerprint[fingerprint]);
  }
  for (Door& door : EvaluateMachines(input.facts).doors) {
    const auto key = by_fingerprint.find(door.public_key_fingerprint);
    if (key != by_fingerprint.end()) {
      key->second.accounts.push_back({.door = std::move(door), .by_holder = {}});
    }
  }
  std::vector<KeyView> keys;
  keys.reserve(by_fingerprint.size());
  for (auto& [fingerprint, key] : by_fingerprint) {
    key.public_key_fingerprint = fingerprint;
    std::ranges::sort(key.holders, [](const KeyHolder& a, const KeyHolder& b) {
      return OrderOf(a) < OrderOf(b);
    });
    keys.push_back(std::move(key));
  }
  std::ranges::sort(keys, {}, &KeyView::public_key_fingerprint);
  return keys;
}

std::vector<Related> RelatedOf(const Finding& finding, std::span<const KeyView> keys) {
  const std::string fingerprint = TextAttribute(finding.attributes, kFingerprintAttribute);
  if (fingerprint.empty()) return {};
  const auto key =
      std::ranges::lower_bound(keys, fingerprint, {}, &KeyView::public_key_fingerprint);
  if (key == keys.end() || key->public_key_fingerprint != fingerprint) return {};
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
  return related;
}

}  // namespace keytrail::graph
