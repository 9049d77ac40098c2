// A private key between those who hold it and the accounts that list it, and what else is related
// to a finding. Derived from the record, never stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/door.h"

namespace keytrail {

// One place where the private key lies.
struct KeyHolder {
  std::string machine_id;
  std::string path;  // bytes
  std::uint64_t byte_offset = 0;
  std::string finding_id;
};

// The verdict for a connection that comes from one holder.
struct HolderVerdict {
  std::string machine_id;
  Verdict verdict = Verdict::kUnknown;
};

// An account that lists the key, and whether it opens.
struct KeyAccess {
  Door door;
  std::vector<HolderVerdict> by_holder;
};

// One place where the key's public half lies in a file of its own, which authorises nothing.
struct PublicHalfPlace {
  std::string machine_id;
  std::string path;  // bytes
};

struct KeyView {
  std::string public_key_fingerprint;  // "SHA256:…"
  std::string key_type;
  std::uint32_t bits = 0;     // 0 when not known
  bool encrypted = false;     // in every place where it lies
  bool known_public = false;  // everybody has it
  std::vector<KeyHolder> holders;
  std::vector<KeyAccess> accounts;  // blocked ones included
  std::vector<PublicHalfPlace> public_half_at;
};

// What the record knows beside a finding: one line of its `related`.
struct Related {
  std::string relation;  // "authorised_elsewhere", "same_private_key", "public_half", "used"
  std::string machine_id;
  std::string user;
  std::string path;  // bytes
  std::uint32_t line = 0;
  std::optional<Verdict> verdict;
  std::optional<Grade> grade;
  std::vector<std::string> reasons;
};

}  // namespace keytrail
