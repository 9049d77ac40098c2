#include "graph/graph.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "graph/target_node.h"

namespace keytrail::graph {
namespace {

// What one machine holds that opens something.
struct Holding {
  const Finding* finding = nullptr;
  VertexIndex vertex = 0;
  Strength strength = Strength::kCertain;
};

bool IsTrue(const Attributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  return found != attributes.end() && std::holds_alternative<bool>(found->second) &&
         std::get<bool>(found->second);
}

// A hardware token's file is only a handle: it opens nothing without the token.
bool IsTokenHandle(const Finding& finding) {
  return TextAttribute(finding.attributes, "key_type").starts_with("sk-");
}

bool HasExpired(const Finding& finding, Timestamp now) {
  return finding.expires_at.known() && finding.expires_at < now;
}

// Whether a door leads into the account: neither blocked, nor of a grade that gives none of it.
bool LeadsIn(const Door& door) {
  return door.verdict != Verdict::kBlocked &&
         (!door.grade || *door.grade == Grade::kShell || *door.grade == Grade::kSftp);
}

Strength StrengthOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed: return Strength::kCertain;
    case Verdict::kConditional: return Strength::kConditional;
    case Verdict::kUnknown:
    case Verdict::kBlocked: return Strength::kUnknown;
  }
  return Strength::kUnknown;
}

class GraphBuilder {
 public:
  GraphBuilder(const GraphInput& input, Timestamp now) : input_(input), now_(now) {}

  AttackGraph Build() {
    graph_.doors = EvaluateMachines(input_.facts);
    graph_.truncated = graph_.doors.truncated;
    for (const RecordedMachine& row : input_.machines) {
      if (!row.machine.name.empty()) machine_names_[row.machine.id] = row.machine.name;
    }
    CollectAccounts();
    AddFindings();
    AddDoors();
    AddReads();
    SortVertices();
    SortEdges();
    return std::move(graph_);
  }

 private:
  struct AccountIds {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string fact_id;
  };
  using AccountKey = std::pair<std::string_view, std::string_view>;  // machine, user

  std::string MachineName(const std::string& machine_id) const {
    const auto found = machine_names_.find(machine_id);
    return found == machine_names_.end() ? machine_id : found->second;
  }

  void CollectAccounts() {
    for (const Fact& fact : input_.facts) {
      const auto* account = std::get_if<AccountFact>(&fact.payload);
      if (account == nullptr) continue;
      accounts_[{fact.machine_id, account->name}].push_back(
          {.uid = account->uid, .gid = account->gid, .fact_id = fact.id});
    }
  }

  // The index of the vertex of that kind and id, made by `make` when it is new.
  template <typename Make>
  VertexIndex Intern(NodeKind kind, const std::string& id, Make make) {
    const auto [found, is_new] =
        index_.try_emplace(std::pair(kind, id), static_cast<VertexIndex>(graph_.vertices.size()));
    if (is_new) {
      Vertex vertex = make();
      vertex.node.kind = kind;
      vertex.node.id = id;
      graph_.vertices.push_back(std::move(vertex));
    }
    return found->second;
  }

  VertexIndex MachineVertex(const std::string& machine_id) {
    return Intern(NodeKind::kMachine, machine_id, [&] {
      Vertex vertex;
      vertex.machine_id = machine_id;
      vertex.machine_name = MachineName(machine_id);
      vertex.node.name = vertex.machine_name;
      return vertex;
    });
  }

  VertexIndex KeyVertex(const std::string& fingerprint) {
    return Intern(NodeKind::kKey, fingerprint, [&] {
      Vertex vertex;
      vertex.node.name = fingerprint;
      return vertex;
    });
  }

  VertexIndex AccountVertex(const Door& door) {
    const std::string user = EscapeForDisplay(door.user);
    return Intern(NodeKind::kAccount, fmt::format("{}/{}", door.machine_id, user), [&] {
      Vertex vertex;
      vertex.machine_id = door.machine_id;
      vertex.machine_name = MachineName(door.machine_id);
      vertex.user = door.user;
      vertex.node.name = fmt::format("{} on {}", user, vertex.machine_name);
      for (const AccountIds& ids : accounts_[{door.machine_id, door.user}]) {
        vertex.is_root = vertex.is_root || ids.uid == 0;
        vertex.fact_ids.push_back(ids.fact_id);
      }
      std::ranges::sort(vertex.fact_ids);
      return vertex;
    });
  }

  void AddFindings() {
    for (const RecordedFinding& row : input_.findings) {
      if (!Counts(row) || HasExpired(row.finding, now_)) continue;
      const std::string fingerprint =
          TextAttribute(row.finding.attributes, "public_key_fingerprint");
      if (!fingerprint.empty()) {
        AddKey(row.finding, fingerprint);
      } else if (const auto target =
                     TargetNodeOf(row.finding, MachineName(row.finding.machine_id))) {
        AddSecret(row.finding, *target);
      }
    }
  }

  void AddKey(const Finding& finding, const std::string& fingerprint) {
    if (IsTokenHandle(finding)) return;
    const Holding holding{.finding = &finding,
                          .vertex = KeyVertex(fingerprint),
                          .strength = IsTrue(finding.attributes, "encrypted")
                                          ? Strength::kConditional
                                          : Strength::kCertain};
    holdings_[finding.machine_id].push_back(holding);
    graph_.edges.push_back({.from = MachineVertex(finding.machine_id),
                            .to = holding.vertex,
                            .kind = EdgeKind::kContains,
                            .strength = holding.strength,
                            .door = nullptr,
                            .finding = &finding});
  }

  void AddSecret(const Finding& finding, const Node& target) {
    const VertexIndex secret = Intern(NodeKind::kSecret, finding.id, [&] {
      Vertex vertex;
      vertex.node.name = EscapeForDisplay(finding.path);
      return vertex;
    });
    const VertexIndex opened = Intern(target.kind, target.id, [&] {
      Vertex vertex;
      vertex.node.name = target.name;
      return vertex;
    });
    holdings_[finding.machine_id].push_back(
        {.finding = &finding, .vertex = secret, .strength = Strength::kCertain});
    // Whether the secret is still valid is not known from a disk.
    graph_.edges.push_back({.from = secret,
                            .to = opened,
                            .kind = EdgeKind::kAuthenticateTo,
                            .strength = Strength::kConditional,
                            .door = nullptr,
                            .finding = &finding});
  }

  void AddDoors() {
    for (const Door& door : graph_.doors.doors) {
      const auto key = index_.find(std::pair(NodeKind::kKey, door.public_key_fingerprint));
      if (key == index_.end() || !LeadsIn(door)) continue;
      const VertexIndex from = key->second;
      const VertexIndex account = AccountVertex(door);
      graph_.edges.push_back({.from = from,
                              .to = account,
                              .kind = EdgeKind::kAuthenticateAs,
                              .strength = StrengthOf(door.verdict),
                              .door = &door,
                              .finding = nullptr});
    }
  }

  // Supplementary groups are not known yet, so only what the owner, the first group and everyone
  // may read counts.
  bool MayRead(const Vertex& account, const ReadableBy& readable) const {
    if (readable.anyone) return true;
    const auto ids = accounts_.find({account.machine_id, account.user});
    if (ids == accounts_.end()) return false;
    return std::ranges::any_of(ids->second, [&](const AccountIds& id) {
      return std::ranges::binary_search(readable.uids, id.uid) ||
             std::ranges::binary_search(readable.gids, id.gid);
    });
  }

  void AddReads() {
    std::unordered_map<std::string_view, std::size_t> edges_by_machine;
    for (VertexIndex i = 0; i < graph_.vertices.size(); ++i) {
      const Vertex& account = graph_.vertices[i];
      if (account.node.kind != NodeKind::kAccount) continue;
      const auto held = holdings_.find(account.machine_id);
      if (held == holdings_.end()) continue;
      AddReadsOf(i, held->second, edges_by_machine[account.machine_id]);
    }
  }

  void AddReadsOf(VertexIndex account, std::span<const Holding> holdings,
                  std::size_t& edges_count) {
    for (const Holding& holding : holdings) {
      if (!MayRead(graph_.vertices[account], holding.finding->readable_by)) continue;
      if (edges_count == kReadEdgesPerMachineMax) {
        graph_.truncated = true;
        return;
      }
      ++edges_count;
      graph_.edges.push_back({.from = account,
                              .to = holding.vertex,
                              .kind = EdgeKind::kCanRead,
                              .strength = holding.strength,
                              .door = nullptr,
                              .finding = holding.finding});
    }
  }

  void SortVertices() {
    std::vector<VertexIndex> order(graph_.vertices.size());
    std::iota(order.begin(), order.end(), VertexIndex{0});
    std::ranges::sort(order, [this](VertexIndex a, VertexIndex b) {
      const Node& left = graph_.vertices[a].node;
      const Node& right = graph_.vertices[b].node;
      return std::tie(left.kind, left.id) < std::tie(right.kind, right.id);
    });
    std::vector<VertexIndex> rank(order.size());
    std::vector<Vertex> sorted;
    sorted.reserve(order.size());
    for (const VertexIndex old : order) {
      rank[old] = static_cast<VertexIndex>(sorted.size());
      sorted.push_back(std::move(graph_.vertices[old]));
    }
    graph_.vertices = std::move(sorted);
    for (Edge& edge : graph_.edges) {
      edge.from = rank[edge.from];
      edge.to = rank[edge.to];
    }
  }

  // What tells two parallel edges of equal strength apart: where their evidence lies.
  static auto EvidenceOrder(const Edge& edge) {
    return edge.door != nullptr
               ? std::tuple(std::string_view(edge.door->authorized_keys_path),
                            std::uint64_t{edge.door->authorized_keys_line},
                            std::string_view(edge.door->fact_ids.front()))
               : std::tuple(std::string_view(edge.finding->path), edge.finding->byte_offset,
                            std::string_view(edge.finding->id));
  }

  void SortEdges() {
    std::vector<Edge>& edges = graph_.edges;
    std::ranges::sort(edges, [](const Edge& a, const Edge& b) {
      const auto ends_a = std::tie(a.from, a.to, a.kind, a.strength);
      const auto ends_b = std::tie(b.from, b.to, b.kind, b.strength);
      return ends_a != ends_b ? ends_a < ends_b : EvidenceOrder(a) < EvidenceOrder(b);
    });
    const auto parallel = [](const Edge& a, const Edge& b) {
      return a.from == b.from && a.to == b.to && a.kind == b.kind;
    };
    edges.erase(std::ranges::unique(edges, parallel).begin(), edges.end());
    graph_.edges_begin.assign(graph_.vertices.size() + 1, 0);
    for (const Edge& edge : edges) ++graph_.edges_begin[edge.from + 1];
    std::partial_sum(graph_.edges_begin.begin(), graph_.edges_begin.end(),
                     graph_.edges_begin.begin());
    for (VertexIndex i = 0; i < graph_.vertices.size(); ++i) {
      const bool holds_something = graph_.edges_begin[i + 1] > graph_.edges_begin[i];
      if (graph_.vertices[i].node.kind == NodeKind::kMachine && holds_something) {
        graph_.entries.push_back(i);
      }
    }
  }

  struct IndexHash {
    std::size_t operator()(const std::pair<NodeKind, std::string>& key) const {
      return std::hash<std::string>()(key.second) * 31 + static_cast<std::size_t>(key.first);
    }
  };

  const GraphInput& input_;
  const Timestamp now_;
  AttackGraph graph_;
  std::unordered_map<std::string, std::string> machine_names_;
  std::map<AccountKey, std::vector<AccountIds>> accounts_;
  std::unordered_map<std::string, std::vector<Holding>> holdings_;
  std::unordered_map<std::pair<NodeKind, std::string>, VertexIndex, IndexHash> index_;
};

}  // namespace

std::string_view NameOf(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::kContains: return "contains";
    case EdgeKind::kCanRead: return "can read";
    case EdgeKind::kAuthenticateAs: return "can authenticate as";
    case EdgeKind::kAuthenticateTo: return "can authenticate to";
  }
  return "unknown";
}

AttackGraph BuildAttackGraph(const GraphInput& input, Timestamp now) {
  return GraphBuilder(input, now).Build();
}

}  // namespace keytrail::graph
