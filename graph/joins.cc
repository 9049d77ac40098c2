#include "graph/joins.h"

#include <algorithm>
#include <set>
#include <utility>

#include "graph/key_view_builder.h"

namespace keytrail::graph {
namespace {

const std::string& IdOf(const std::shared_ptr<const MachineSummary>& machine) {
  return machine->id();
}

Related AuthorisedElsewhere(const Door& door) {
  return {.relation = "authorised_elsewhere",
          .machine_id = door.machine_id,
          .user = door.user,
          .path = door.authorized_keys_path,
          .line = door.authorized_keys_line,
          .verdict = door.verdict,
          .grade = door.grade,
          .reasons = door.reasons};
}

// A log of the account's machine shows the key in use.
Related UsedElsewhere(const Door& door) {
  Related used = AuthorisedElsewhere(door);
  used.relation = "used";
  return used;
}

Related AlsoAt(const char* relation, const std::string& machine_id, const std::string& path) {
  return {.relation = relation,
          .machine_id = machine_id,
          .user = {},
          .path = path,
          .line = 0,
          .verdict = std::nullopt,
          .grade = std::nullopt,
          .reasons = {}};
}

}  // namespace

std::shared_ptr<const Joins> Joins::Make(Summaries machines) {
  return Joins().With(std::move(machines));
}

std::shared_ptr<const Joins> Joins::With(Summaries changed) const {
  std::ranges::sort(changed, {}, IdOf);
  const std::shared_ptr<Joins> joins(new Joins(*this));
  joins->machines_.clear();
  joins->contacts_ = std::make_shared<LazyContacts>();
  std::set<const MachineSummary*> replaced;
  const auto id_is_changed = [&](const auto& machine) {
    return std::ranges::binary_search(changed, machine->id(), {}, IdOf);
  };
  for (const auto& machine : machines_) {
    if (!changed.empty() && id_is_changed(machine)) {
      replaced.insert(machine.get());
    } else {
      joins->machines_.push_back(machine);
    }
  }
  const auto kept = static_cast<std::ptrdiff_t>(joins->machines_.size());
  joins->machines_.insert(joins->machines_.end(), changed.begin(), changed.end());
  std::ranges::inplace_merge(joins->machines_, joins->machines_.begin() + kept, {}, IdOf);
  for (FingerprintIndex* index : {&joins->held_, &joins->doors_, &joins->public_halves_}) {
    index->Remove(replaced);
    index->Add(changed);
  }
  joins->truncated_ = std::ranges::any_of(joins->machines_,
                                          [](const auto& machine) { return machine->truncated(); });
  return joins;
}

const MachineSummary* Joins::Find(std::string_view machine_id) const {
  const auto found = std::ranges::lower_bound(machines_, machine_id, std::less<>(), IdOf);
  return found != machines_.end() && (*found)->id() == machine_id ? found->get() : nullptr;
}

const Contacts& Joins::contacts() const {
  std::call_once(contacts_->once, [this] {
    std::vector<const MachineHints*> hints;
    for (const auto& machine : machines_) hints.push_back(&machine->hints());
    contacts_->contacts = Contacts::Make(hints);
  });
  return contacts_->contacts;
}

std::optional<KeyView> Joins::KeyOf(std::string_view fingerprint, Timestamp now,
                                    const KeyOptions& options) const {
  const std::span<const FingerprintPlace> held = held_.PlacesOf(fingerprint);
  if (held.empty()) return std::nullopt;
  KeyViewBuilder builder(fingerprint, held, options,
                         [this]() -> const Contacts& { return contacts(); });
  for (const FingerprintPlace& place : doors_.PlacesOf(fingerprint)) {
    if (builder.IsFull()) break;
    builder.AddDoor(place.machine->DoorAt(place.index));
  }
  for (const std::string& authority : builder.Authorities()) {
    for (const FingerprintPlace& place : doors_.PlacesOf(authority)) {
      if (builder.IsFull()) break;
      builder.AddAuthorityDoor(place.machine->DoorAt(place.index), now);
    }
  }
  const auto halves = public_halves_.PlacesOf(fingerprint);
  for (const FingerprintPlace& place :
       halves.subspan(0, std::min(halves.size(), kPublicHalvesMax))) {
    builder.AddPublicHalf(place.machine->PublicHalfAt(place.index), place.machine->id());
  }
  return builder.Take();
}

std::vector<Related> Joins::RelatedOf(const Finding& finding, Timestamp now) const {
  const MachineSummary* machine = Find(finding.machine_id);
  if (machine == nullptr) return {};
  const std::string fingerprint = machine->FingerprintOf(finding);
  if (fingerprint.empty()) return {};
  const std::optional<KeyView> key =
      KeyOf(fingerprint, now, {.accounts_max = kRelatedMax, .by_holder = false});
  if (!key) return {};
  std::vector<Related> related;
  for (const KeyAccess& access : key->accounts) {
    related.push_back(AuthorisedElsewhere(access.door));
    if (access.door.evidence == Evidence::kUsed) related.push_back(UsedElsewhere(access.door));
  }
  for (const KeyHolder& holder : key->holders) {
    if (holder.finding_id == finding.id) continue;
    related.push_back(AlsoAt("same_private_key", holder.machine_id, holder.path));
  }
  for (const PublicHalfPlace& place : key->public_half_at) {
    related.push_back(AlsoAt("public_half", place.machine_id, place.path));
  }
  if (related.size() > kRelatedMax) related.resize(kRelatedMax);
  return related;
}

}  // namespace keytrail::graph
