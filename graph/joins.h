// Joins over the record: which machines hold a private key, and which accounts list it. The key's
// public fingerprint is what joins; equal secrets of other kinds are not this page's business.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/clock.h"
#include "graph/input.h"
#include "model/finding.h"
#include "model/key.h"

namespace keytrail::graph {

// One view for each fingerprint of an open finding, its own or that of the public half beside it;
// sorted by fingerprint. Time: linear in the
// input, but for sorting.
std::vector<KeyView> BuildKeys(const GraphInput& input, Timestamp now);

inline constexpr std::size_t kRelatedMax = 1000;

// The accounts that list the finding's private key, the other places where it lies, and those of
// its public half; empty for other secrets. At most kRelatedMax; the key's view has all. `keys` is
// what BuildKeys returned.
std::vector<Related> RelatedOf(const Finding& finding, std::span<const KeyView> keys);

}  // namespace keytrail::graph
