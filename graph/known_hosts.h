// Which machines the known hosts of an SSH client are: by their host keys, which says that the
// client has met the machine, and by their names, clear or hashed, which says that it calls it so.
// Clones share host keys, and names are used again, so each answer is a set, and nothing is picked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/fact.h"

namespace keytrail::graph {

// What the record knows of a machine.
struct KnownMachine {
  std::string machine_id;
  std::vector<std::string> host_key_fingerprints;
  std::vector<std::string> names;         // and addresses, without prefix length
  std::vector<std::uint32_t> ports = {};  // of its SSH servers, beside 22
};

struct KnownHostMeaning {
  std::vector<std::string> machines_by_key;   // sorted
  std::vector<std::string> machines_by_name;  // sorted
};

struct KnownHostMeanings {
  std::vector<KnownHostMeaning> entries;  // one for each that was asked
  // The tries ran out: names of some entries were not looked for. Keys always are.
  bool truncated = false;
};

// Names that are tried against a hash or a pattern, for one record: some ten seconds.
inline constexpr std::uint64_t kKnownHostTriesMax = 5'000'000;

// Says of each entry which of `machines` it is. A name is tried as it is and with each port of its
// machine ("[db]:2222"), and where a hashed entry's key is known, only those of its machines are.
// A clear name stands for its host on any port. Entries that are the same are looked for once.
// Lifetime: the entries must outlive the call. Time: `tries_max`, and linear in the rest.
// Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT; OpenSSH's hostfile.c, host_hash().
KnownHostMeanings ResolveKnownHosts(std::span<const KnownMachine> machines,
                                    std::span<const KnownHostFact* const> entries,
                                    std::uint64_t tries_max = kKnownHostTriesMax);

}  // namespace keytrail::graph
