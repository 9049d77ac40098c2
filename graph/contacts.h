// Which machines a machine knows: from known hosts, client configurations and histories of shells,
// against what the record says of all machines. A hint that a key is used where it opens, never a
// verdict: names are used again, addresses of other networks look alike, and clones share their
// host keys, so that a contact means a set of machines, and nothing is picked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/client_hints.h"
#include "graph/known_hosts.h"
#include "model/door.h"
#include "model/key.h"

namespace keytrail::graph {

struct Contact {
  std::string from_machine_id;
  std::string how;                          // "known_hosts", "client_config", "history"
  std::optional<std::string> user;          // on the other side; absent where nothing says it
  std::vector<std::string> identity_files;  // see Destination; empty where none is named
  // Joined by a name that other networks may have too, or one whose machine has another host key.
  bool ambiguous_network = false;
  std::vector<std::string> fact_ids;
  std::size_t targets = 0;  // see Contacts::TargetsOf
};

struct ContactOptions {
  std::uint64_t tries_max = kKnownHostTriesMax;
  // Machines that one name or host key may have and still tell something; of more it is left out.
  std::size_t machines_of_one_name_max = 256;
  // Machines in all answers together.
  std::uint64_t answers_max = 4'000'000;
};

// Immutable. Threads: any.
class Contacts {
 public:
  // The order of the input does not matter. Loopback joins nothing. Time: linear, but for sorting,
  // `tries_max` and `answers_max`. Lifetime: `machines` need not outlive it.
  static Contacts Make(std::span<const MachineHints* const> machines,
                       const ContactOptions& options = {});

  // Sorted by the machine that they come from; those without a known target are left out.
  std::span<const Contact> all() const { return contacts_; }

  // Ids of the machines that the contact may mean, sorted; several where that is not known.
  std::vector<std::string> TargetsOf(const Contact& contact) const;

  // Those from one machine that may mean the other. Time: logarithmic, and linear in the answer.
  std::vector<const Contact*> Between(std::string_view from_machine_id,
                                      std::string_view to_machine_id) const;

  // Something was left out to stay within bounds.
  bool truncated() const { return truncated_; }

 private:
  friend class ContactMaker;
  using MachineIndex = std::uint32_t;

  std::vector<std::string> machine_ids_;  // sorted
  std::vector<std::vector<MachineIndex>> target_sets_;
  std::vector<std::vector<std::size_t>> sets_with_;  // of each machine: sets that it is in, sorted
  std::vector<Contact> contacts_;                    // sorted by machine, then by targets
  bool truncated_ = false;
};

struct ContactEvidence {
  Evidence evidence = Evidence::kAuthorised;
  std::vector<std::string> fact_ids;  // that it rests on, beside the door's own; sorted
};

inline constexpr std::size_t kContactFactsMax = 16;

// What is known of the door's use by this holder: `contact` instead of `authorised` where the
// holder's machine knows the door's. A contact that names another account or other keys does not
// count; one that names none does. Other evidence stays what it is.
ContactEvidence EvidenceFor(const Door& door, const KeyHolder& holder, const Contacts& contacts);

}  // namespace keytrail::graph
