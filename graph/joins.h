// Joins over the record: which machines hold a private key, and which accounts list it. The key's
// public fingerprint is what joins; equal secrets of other kinds are not this page's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/input.h"
#include "model/door.h"
#include "model/finding.h"

namespace keytrail::graph {

struct KeyHolder {
  std::string machine_id;
  std::string path;  // bytes
  std::uint64_t byte_offset = 0;
  std::string finding_id;
};

// One private key, wherever it lies.
struct KeyView {
  std::string public_key_fingerprint;
  std::string key_type;
  std::uint32_t bits = 0;
  bool encrypted = false;          // every copy is
  std::vector<KeyHolder> holders;  // sorted by machine, path, offset
  std::vector<Door> accounts;      // on any machine, blocked ones included
};

// A place that has to do with a finding. Verdict and grade are those of a door.
struct Related {
  std::string relation;  // "authorised_elsewhere", "same_private_key"
  std::string machine_id;
  std::string user;        // of an account that lists the key, else empty
  std::string path;        // bytes
  std::uint32_t line = 0;  // of the authorized_keys file, else 0
  std::optional<Verdict> verdict;
  std::optional<Grade> grade;
  std::vector<std::string> reasons;
};

// One view for each fingerprint of an open finding; sorted by fingerprint. Time: linear in the
// input, but for sorting.
std::vector<KeyView> BuildKeys(const GraphInput& input);

inline constexpr std::size_t kRelatedMax = 1000;

// The accounts that list the finding's private key, and the other places where it lies; empty for
// other secrets. At most kRelatedMax; the key's view has all. `keys` is what BuildKeys returned.
std::vector<Related> RelatedOf(const Finding& finding, std::span<const KeyView> keys);

}  // namespace keytrail::graph
