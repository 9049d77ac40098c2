// Joins over the record: which machines hold a private key, and which accounts it opens. The key's
// public fingerprint is what joins; equal secrets of other kinds are not this page's business.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "graph/contacts.h"
#include "graph/fingerprint_index.h"
#include "graph/machine_summary.h"
#include "model/finding.h"
#include "model/key.h"

namespace keytrail::graph {

inline constexpr std::size_t kRelatedMax = 1000;
inline constexpr std::size_t kPublicHalvesMax = 1000;
// Machines whose own verdict is asked of one key. Where more hold it, a door that depends on the
// source is at best conditional.
inline constexpr std::size_t kHoldersJudgedMax = 1000;

struct KeyOptions {
  std::size_t accounts_max = static_cast<std::size_t>(-1);
  bool by_holder = true;  // false: the verdicts are for all holders, and each holder's is left out
};

// Immutable; what is asked of it is looked up and put together then. Threads: any.
class Joins {
 public:
  // Of these machines, each once, in any order. Time: that of sorting their fingerprints.
  static std::shared_ptr<const Joins> Make(Summaries machines);
  // The same with other summaries for some machines, or further ones. Time: linear in the machines
  // and fingerprints, some ten nanoseconds each.
  std::shared_ptr<const Joins> With(Summaries changed) const;

  const Summaries& machines() const { return machines_; }  // sorted by id
  // Null when the record has no such machine. Time: logarithmic.
  const MachineSummary* Find(std::string_view machine_id) const;
  // Which machines know which; made when it is first asked for. Time: then linear in the hints.
  const Contacts& contacts() const;
  // Some machine has more doors than are kept.
  bool truncated() const { return truncated_; }

  // Fingerprints of keys that some open finding holds, in their order: the first behind that one,
  // empty when there is none. Lifetime: that of this.
  std::string_view NextHeldAfter(std::string_view fingerprint) const {
    return held_.NextAfter(fingerprint);
  }
  // The view of a held key; nothing where nobody holds it. A key opens what lists it, and what
  // trusts the authority of a certificate that lies beside it. Time: linear in its holders times
  // its accounts.
  std::optional<KeyView> KeyOf(std::string_view fingerprint, Timestamp now,
                               const KeyOptions& options = {}) const;

  // The accounts that the finding's private key opens, the other places where it lies, and those of
  // its public half; empty for other secrets. At most kRelatedMax; the key's view has all.
  std::vector<Related> RelatedOf(const Finding& finding, Timestamp now) const;

 private:
  struct LazyContacts {
    std::once_flag once;
    Contacts contacts;
  };

  Joins() = default;

  Summaries machines_;
  bool truncated_ = false;
  std::shared_ptr<LazyContacts> contacts_ = std::make_shared<LazyContacts>();
  FingerprintIndex held_{{&MachineSummary::held_key_count, &MachineSummary::HeldFingerprintAt}};
  FingerprintIndex doors_{{&MachineSummary::door_count, &MachineSummary::DoorFingerprintAt}};
  FingerprintIndex public_halves_{
      {&MachineSummary::public_half_count, &MachineSummary::PublicFingerprintAt}};
};

}  // namespace keytrail::graph
