#include "graph/vertex_table.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::graph {

const std::string& VertexTable::MachineName(const std::string& machine_id) const {
  const MachineSummary* machine = joins_.Find(machine_id);
  return machine == nullptr ? machine_id : machine->display_name();
}

std::vector<AccountIds> VertexTable::IdsOf(const Vertex& account) const {
  const MachineSummary* machine = joins_.Find(account.machine_id);
  if (machine == nullptr) return {};
  return machine->IdsOf(account.user);
}

std::pair<VertexIndex, bool> VertexTable::Intern(NodeKind kind, const std::string& id) {
  const auto [found, is_new] =
      index_.try_emplace({kind, id}, static_cast<VertexIndex>(vertices_.size()));
  if (is_new) {
    Vertex vertex;
    vertex.node.kind = kind;
    vertex.node.id = id;
    vertices_.push_back(std::move(vertex));
  }
  return {found->second, is_new};
}

VertexIndex VertexTable::Machine(const std::string& machine_id) {
  const auto [index, is_new] = Intern(NodeKind::kMachine, machine_id);
  if (is_new) {
    Vertex& vertex = vertices_[index];
    vertex.machine_id = machine_id;
    vertex.machine_name = MachineName(machine_id);
    vertex.node.name = vertex.machine_name;
  }
  return index;
}

VertexIndex VertexTable::Account(const Door& door) {
  const std::string user = EscapeForDisplay(door.user);
  const auto [index, is_new] =
      Intern(NodeKind::kAccount, fmt::format("{}/{}", door.machine_id, user));
  if (!is_new) return index;
  Vertex& vertex = vertices_[index];
  vertex.machine_id = door.machine_id;
  vertex.machine_name = MachineName(door.machine_id);
  vertex.user = door.user;
  vertex.node.name = fmt::format("{} on {}", user, vertex.machine_name);
  for (const AccountIds& ids : IdsOf(vertex)) {
    vertex.is_root = vertex.is_root || ids.uid == 0;
    vertex.fact_ids.push_back(ids.fact_id);
  }
  std::ranges::sort(vertex.fact_ids);
  return index;
}

VertexIndex VertexTable::Key(const std::string& fingerprint) {
  const VertexIndex index = Intern(NodeKind::kKey, fingerprint).first;
  vertices_[index].node.name = fingerprint;
  return index;
}

VertexIndex VertexTable::Secret(const Finding& finding) {
  const VertexIndex index = Intern(NodeKind::kSecret, finding.id).first;
  vertices_[index].node.name = EscapeForDisplay(finding.path);
  return index;
}

VertexIndex VertexTable::Target(const Node& target) {
  const VertexIndex index = Intern(target.kind, target.id).first;
  vertices_[index].node.name = target.name;
  return index;
}

std::optional<VertexIndex> VertexTable::Find(NodeKind kind, const std::string& id) const {
  const auto found = index_.find({kind, id});
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

std::vector<VertexIndex> VertexTable::Sort() {
  std::vector<VertexIndex> order(vertices_.size());
  std::iota(order.begin(), order.end(), VertexIndex{0});
  std::ranges::sort(order, [this](VertexIndex a, VertexIndex b) {
    const Node& left = vertices_[a].node;
    const Node& right = vertices_[b].node;
    return std::tie(left.kind, left.id) < std::tie(right.kind, right.id);
  });
  std::vector<VertexIndex> rank(order.size());
  std::vector<Vertex> sorted;
  sorted.reserve(order.size());
  for (const VertexIndex old : order) {
    rank[old] = static_cast<VertexIndex>(sorted.size());
    sorted.push_back(std::move(vertices_[old]));
  }
  vertices_ = std::move(sorted);
  return rank;
}

}  // namespace keytrail::graph
