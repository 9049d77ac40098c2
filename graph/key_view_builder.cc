#include "graph/key_view_builder.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "graph/certificate_doors.h"
#include "graph/holder_verdict.h"

namespace keytrail::graph {
namespace {

constexpr std::string_view kCertificateSuffix = "-cert.pub";

auto OrderOf(const KeyHolder& holder) {
  return std::tie(holder.machine_id, holder.path, holder.byte_offset, holder.finding_id);
}

}  // namespace

KeyViewBuilder::KeyViewBuilder(std::string_view fingerprint, std::span<const FingerprintPlace> held,
                               const KeyOptions& options, std::function<const Contacts&()> contacts)
    : options_(options), contacts_(std::move(contacts)) {
  view_.public_key_fingerprint = fingerprint;
  view_.encrypted = true;
  for (const FingerprintPlace& place : held) {
    const HeldKey key = place.machine->HeldKeyAt(place.index);
    AddHolder(*place.machine, key);
    AddCertificate(*place.machine, key);
  }
  std::ranges::sort(view_.holders,
                    [](const KeyHolder& a, const KeyHolder& b) { return OrderOf(a) < OrderOf(b); });
}

// Places come sorted by machine.
void KeyViewBuilder::AddHolder(const MachineSummary& machine, const HeldKey& key) {
  view_.key_type = key.key_type;
  view_.bits = key.bits;
  view_.encrypted = view_.encrypted && key.encrypted;
  view_.known_public = view_.known_public || key.known_public;
  view_.holders.push_back({.machine_id = machine.id(),
                           .path = std::string(key.path),
                           .byte_offset = key.byte_offset,
                           .finding_id = std::string(key.finding_id)});
  if (holders_.empty() || holders_.back().machine != &machine) {
    holders_.push_back({.machine = &machine});
  }
  holders_.back().encrypted = holders_.back().encrypted && key.encrypted;
}

void KeyViewBuilder::AddCertificate(const MachineSummary& machine, const HeldKey& key) {
  const Fact* fact =
      machine.CertificateAt(key.volume_id, std::string(key.path) + std::string(kCertificateSuffix));
  if (fact == nullptr) return;
  const auto& half = std::get<PublicKeyFact>(fact->payload);
  if (half.public_key_fingerprint != key.fingerprint) return;
  const SshCertificate& says = *half.certificate;
  HeldCertificate& held =
      certificates_[{says.ca_fingerprint, says.serial, says.valid_after, says.valid_before}];
  if (held.fact == nullptr) held.fact = fact;
  held.holders.push_back({.machine = &machine, .encrypted = key.encrypted});
}

void KeyViewBuilder::AddDoor(Door door) { AddAccess(std::move(door), holders_); }

void KeyViewBuilder::AddPublicHalf(const PublicHalf& half, const std::string& machine_id) {
  view_.public_half_at.push_back({.machine_id = machine_id, .path = std::string(half.path)});
}

std::vector<std::string> KeyViewBuilder::Authorities() const {
  std::set<std::string> authorities;
  for (const auto& [key, held] : certificates_) authorities.insert(std::get<0>(key));
  return {authorities.begin(), authorities.end()};
}

void KeyViewBuilder::AddAuthorityDoor(const Door& authority, Timestamp now) {
  for (const auto& [key, held] : certificates_) {
    std::optional<Door> door = CertificateDoor(authority, *held.fact, now);
    if (door) AddAccess(*std::move(door), held.holders);
  }
}

std::vector<KeyViewBuilder::Holder> KeyViewBuilder::Judged(
    const Door& door, const std::vector<Holder>& holders) const {
  std::vector<Holder> judged;
  if (options_.by_holder || !door.source_conditions.empty()) {
    judged.assign(holders.begin(), holders.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                         holders.size(), kHoldersJudgedMax)));
    return judged;
  }
  for (const bool encrypted : {false, true}) {
    const auto one = std::ranges::find(holders, encrypted, &Holder::encrypted);
    if (one != holders.end()) judged.push_back(*one);
  }
  return judged;
}

void KeyViewBuilder::AddAccess(Door door, const std::vector<Holder>& holders) {
  if (IsFull()) return;
  std::vector<HolderVerdict> verdicts;
  for (const Holder& holder : Judged(door, holders)) {
    verdicts.push_back(VerdictForHolder(door, holder.machine->id(), holder.machine->addresses(),
                                        holder.encrypted));
  }
  Verdict verdict = CombineVerdicts(door, verdicts);
  const bool some_not_judged =
      holders.size() > kHoldersJudgedMax && !door.source_conditions.empty();
  if (some_not_judged && verdict != Verdict::kUnknown) verdict = Verdict::kConditional;
  if (door.verdict == Verdict::kAllowed && verdict == Verdict::kConditional) {
    door.reasons.emplace_back("key.encrypted");
  }
  door.verdict = verdict;
  AddContact(door);
  if (!options_.by_holder) verdicts.clear();
  view_.accounts.push_back({.door = std::move(door), .by_holder = std::move(verdicts)});
}

void KeyViewBuilder::AddContact(Door& door) const {
  if (door.evidence != Evidence::kAuthorised) return;
  const bool some_hint = std::ranges::any_of(holders_, [](const Holder& holder) {
    const MachineHints& hints = holder.machine->hints();
    return !hints.known_hosts.empty() || !hints.destinations.empty();
  });
  if (!some_hint) return;
  const Contacts& contacts = contacts_();
  const std::size_t asked = std::min(view_.holders.size(), kHoldersJudgedMax);
  for (const KeyHolder& holder : std::span(view_.holders).first(asked)) {
    const ContactEvidence evidence = EvidenceFor(door, holder, contacts);
    if (evidence.evidence != Evidence::kContact) continue;
    door.evidence = evidence.evidence;
    door.fact_ids.insert(door.fact_ids.end(), evidence.fact_ids.begin(), evidence.fact_ids.end());
    std::ranges::sort(door.fact_ids);
    return;
  }
}

KeyView KeyViewBuilder::Take() {
  std::ranges::sort(view_.public_half_at, [](const PublicHalfPlace& a, const PublicHalfPlace& b) {
    return std::tie(a.machine_id, a.path) < std::tie(b.machine_id, b.path);
  });
  return std::move(view_);
}

}  // namespace keytrail::graph
