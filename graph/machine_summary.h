// What the graph keeps of one machine of the record: its doors, the private keys that it holds, its
// accounts, and the public keys, addresses and names of its own. Made once from the machine's rows,
// which are not kept: facts are by far the larger part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "graph/client_hints.h"
#include "graph/packed_doors.h"
#include "graph/text_pool.h"
#include "model/door.h"
#include "model/fact.h"
#include "model/stores.h"

namespace keytrail::graph {

// Whether the finding counts in joins and paths: open, and not suppressed.
inline bool Counts(const RecordedFinding& row) {
  return row.status == FindingStatus::kOpen && row.finding.suppressed_by.empty();
}

// A private key of a finding that counts; the texts are the summary's.
struct HeldKey {
  std::string_view fingerprint;  // its own, or that of the public half beside it
  std::string_view key_type;
  std::string_view path;
  std::string_view volume_id;
  std::string_view finding_id;
  std::uint64_t byte_offset = 0;
  std::uint32_t bits = 0;
  bool encrypted = false;
  bool known_public = false;
};

// A public key in a file of its own.
struct PublicHalf {
  std::string_view fingerprint;
  std::string_view key_type;
  std::string_view path;
  std::string_view volume_id;
  std::uint32_t bits = 0;
};

// Who an account is to the file system.
struct AccountIds {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::string fact_id;
};

// Immutable, shared between generations of the record. Threads: any.
class MachineSummary {
 public:
  // Doors are as of `now`. The order of the record's rows does not matter, except that findings
  // keep theirs.
  static std::shared_ptr<const MachineSummary> Make(const MachineRecord& record, Timestamp now);

  const RecordedMachine& machine() const { return machine_; }
  const std::string& id() const { return machine_.machine.id; }
  // The machine's name, or its id where it has none.
  const std::string& display_name() const {
    return machine_.machine.name.empty() ? id() : machine_.machine.name;
  }
  // As os-release says it; empty when not known.
  const std::string& operating_system() const { return operating_system_; }
  const std::vector<std::string>& host_names() const { return host_names_; }  // sorted
  // Addresses and names that its own configuration gives it, for `from=`.
  const std::vector<std::string>& addresses() const { return addresses_; }
  // What it is known by, and what it says of others.
  const MachineHints& hints() const { return hints_; }
  // From when on its doors may be others, although nothing of the record changed: something expires
  // then. Local times are looked at again every hour.
  Timestamp valid_until() const { return valid_until_; }
  // More than access::kDoorsPerMachineMax: the rest is missing.
  bool truncated() const { return truncated_; }

  std::size_t door_count() const { return doors_.size(); }
  std::string_view DoorFingerprintAt(std::size_t index) const {
    return doors_.FingerprintAt(index, texts_);
  }
  Door DoorAt(std::size_t index) const { return doors_.DoorAt(index, id(), texts_); }

  std::size_t held_key_count() const { return held_keys_.size(); }
  std::string_view HeldFingerprintAt(std::size_t index) const {
    return texts_.At(held_keys_[index].fingerprint);
  }
  HeldKey HeldKeyAt(std::size_t index) const;

  std::size_t public_half_count() const { return public_halves_.size(); }
  std::string_view PublicFingerprintAt(std::size_t index) const {
    return texts_.At(public_halves_[index].fingerprint);
  }
  PublicHalf PublicHalfAt(std::size_t index) const;

  // The fact of the certificate in that file, whole; null when there is none.
  const Fact* CertificateAt(std::string_view volume_id, std::string_view path) const;

  // What passwd says of an account; several where it says more than one thing.
  std::vector<AccountIds> IdsOf(std::string_view user) const;

  // The fingerprint of the finding's public key: its own, else that of PATH.pub or PATH-cert.pub on
  // the same volume; empty where neither is there, and for what is no private key.
  std::string FingerprintOf(const Finding& finding) const;

 private:
  struct PackedKey {
    TextIndex fingerprint, key_type, path, volume_id, finding_id;
    std::uint32_t bits;
    std::uint64_t byte_offset;
    bool encrypted, known_public;
  };
  struct PackedHalf {
    TextIndex fingerprint, key_type, path, volume_id;
    std::uint32_t bits;
  };
  struct PackedAccount {
    TextIndex user, fact_id;
    std::uint32_t uid, gid;
  };
  friend class SummaryBuilder;

  MachineSummary() = default;

  RecordedMachine machine_;
  std::string operating_system_;
  std::vector<std::string> host_names_;
  std::vector<std::string> addresses_;
  MachineHints hints_;
  Timestamp valid_until_;
  bool truncated_ = false;
  TextPool texts_;
  PackedDoors doors_;
  std::vector<PackedKey> held_keys_;
  std::vector<PackedHalf> public_halves_;  // sorted by path and volume
  std::vector<PackedAccount> accounts_;    // sorted by user
  std::vector<Fact> certificates_;         // sorted by path and volume
};

}  // namespace keytrail::graph
