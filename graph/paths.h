// Attack paths: from a machine that holds a private key, through the accounts that it opens and
// what those can read, to an account or to what a secret opens. One path for each pair of entry and
// target, the best by confidence and then by length; simple paths are never enumerated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "graph/input.h"
#include "model/path.h"

namespace keytrail::graph {

// A step in which a key or secret is used; the edges between do not count.
inline constexpr std::size_t kAttackStepsMax = 10;

struct PathOptions {
  // Steps whose verdict is unknown count too.
  bool include_unknown = false;
  std::string id;  // empty: all
  std::size_t paths_max = 10'000;
};

struct PathList {
  // Sorted by confidence and risk (highest first), then length, then id.
  std::vector<AttackPath> paths;
  // Pairs that are joined only by a step whose verdict is unknown; zero with include_unknown.
  std::uint64_t unknown_left_out = 0;
  // There may be more paths: a bound was reached.
  bool truncated = false;
  // What the search cost, in edges looked at.
  std::uint64_t visited_edges = 0;
};

// The order of the input does not matter, and a path keeps its id while its edges exist. Any
// machine that holds a key is an entry while nothing is known of exposure. Time: bounded, see the
// source.
PathList FindAttackPaths(const GraphInput& input, const PathOptions& options, Timestamp now);

}  // namespace keytrail::graph
