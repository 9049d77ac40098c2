// The vertices of a graph while it is being built: each node once, under its kind and id.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/graph.h"
#include "graph/input.h"
#include "model/door.h"

namespace keytrail::graph {

class VertexTable {
 public:
  // Lifetime: `input` must outlive the table.
  explicit VertexTable(const GraphInput& input) : joins_(*input.joins) {}

  // Each returns the vertex of that node, made when it is new.
  VertexIndex Machine(const std::string& machine_id);
  VertexIndex Account(const Door& door);
  VertexIndex Key(const std::string& fingerprint);
  VertexIndex Secret(const Finding& finding);
  VertexIndex Target(const Node& target);

  // Nothing of that kind and id: no value.
  std::optional<VertexIndex> Find(NodeKind kind, const std::string& id) const;

  const std::vector<Vertex>& vertices() const { return vertices_; }
  // The machine's name, or its id where it has none.
  const std::string& MachineName(const std::string& machine_id) const;
  // What passwd says of an account; several where it says more than one thing.
  std::vector<AccountIds> IdsOf(const Vertex& account) const;

  // Ends the table: sorts the vertices by kind and id. Returns for each old index the new one.
  std::vector<VertexIndex> Sort();
  // The vertices themselves; call once, last.
  std::vector<Vertex> Take() { return std::move(vertices_); }

 private:
  using IndexKey = std::pair<NodeKind, std::string>;
  struct IndexHash {
    std::size_t operator()(const IndexKey& key) const {
      return std::hash<std::string>()(key.second) * 31 + static_cast<std::size_t>(key.first);
    }
  };

  // The index of the vertex of that kind and id; where it is new, an empty vertex stands there.
  std::pair<VertexIndex, bool> Intern(NodeKind kind, const std::string& id);

  const Joins& joins_;
  std::unordered_map<IndexKey, VertexIndex, IndexHash> index_;
  std::vector<Vertex> vertices_;
};

}  // namespace keytrail::graph
