// The graph of who can reach what: machines, the keys and secrets on them, the accounts that keys
// open, the targets that secrets open. Rebuilt in memory from the record; its edges hold only what
// an attacker can follow, so blocked doors are not among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "graph/input.h"
#include "model/door.h"
#include "model/path.h"

namespace keytrail::graph {

using VertexIndex = std::uint32_t;

struct Vertex {
  Node node;
  std::string machine_id;             // of machines and accounts, else empty
  std::string machine_name;           // the machine's name, or its id where it has none
  std::string user;                   // of accounts; bytes
  bool is_root = false;               // an account of uid 0
  std::vector<std::string> fact_ids;  // that state the account
};

enum class EdgeKind { kContains, kCanRead, kAuthenticateAs, kAuthenticateTo };

// How sure a step is; a path is as sure as its weakest step.
enum class Strength { kCertain, kConditional, kUnknown };

struct Edge {
  VertexIndex from = 0;
  VertexIndex to = 0;
  EdgeKind kind = EdgeKind::kContains;
  Strength strength = Strength::kCertain;
  const Door* door = nullptr;        // of kAuthenticateAs
  const Finding* finding = nullptr;  // of the others: the key or the secret
};

// The interface's word for the edge.
std::string_view NameOf(EdgeKind kind);

// Immutable once built. Vertices are sorted by kind and id, edges by their ends; of parallel edges
// the strongest is kept.
struct AttackGraph {
  std::deque<Door> doors;  // of the keys that somebody holds
  std::vector<Vertex> vertices;
  std::vector<Edge> edges;
  std::vector<std::size_t> edges_begin;  // of each vertex, and one behind the last
  std::vector<VertexIndex> entries;      // machines that hold a private key
  bool truncated = false;                // something was left out to stay within bounds

  std::span<const Edge> EdgesFrom(VertexIndex vertex) const {
    const std::size_t begin = edges_begin[vertex];
    return std::span(edges).subspan(begin, edges_begin[vertex + 1] - begin);
  }

  AttackGraph() = default;
  // Edges point into `doors`, which a move keeps in place and a copy would not.
  AttackGraph(AttackGraph&&) = default;
  AttackGraph& operator=(AttackGraph&&) = default;
};

// "can read" edges of one machine; more, and the graph is truncated.
inline constexpr std::size_t kReadEdgesPerMachineMax = 100'000;

// The order of the input does not matter. Secrets that have expired at `now` open nothing. Time:
// linear in the input, but for sorting. Lifetime: `input` must outlive the graph.
AttackGraph BuildAttackGraph(const GraphInput& input, Timestamp now);

}  // namespace keytrail::graph
