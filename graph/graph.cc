#include "graph/graph.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/target_node.h"
#include "graph/vertex_table.h"

namespace keytrail::graph {
namespace {

// What one machine holds that opens something.
struct Holding {
  const Finding* finding = nullptr;
  VertexIndex vertex = 0;
  Strength strength = Strength::kCertain;
};

bool IsEncrypted(const Finding& finding) {
  const auto found = finding.attributes.find("encrypted");
  return found != finding.attributes.end() && found->second == AttributeValue(true);
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

// What tells two parallel edges of equal strength apart: where their evidence lies.
auto EvidenceOrder(const Edge& edge) {
  return edge.door != nullptr
             ? std::tuple(std::string_view(edge.door->authorized_keys_path),
                          std::uint64_t{edge.door->authorized_keys_line},
                          std::string_view(edge.door->fact_ids.front()))
             : std::tuple(std::string_view(edge.finding->path), edge.finding->byte_offset,
                          std::string_view(edge.finding->id));
}

bool ComesBefore(const Edge& a, const Edge& b) {
  const auto ends_a = std::tie(a.from, a.to, a.kind, a.strength);
  const auto ends_b = std::tie(b.from, b.to, b.kind, b.strength);
  return ends_a != ends_b ? ends_a < ends_b : EvidenceOrder(a) < EvidenceOrder(b);
}

class GraphBuilder {
 public:
  GraphBuilder(const GraphInput& input, Timestamp now)
      : input_(input), now_(now), vertices_(input) {}

  AttackGraph Build() {
    graph_.truncated = input_.joins->truncated();
    AddFindings();
    AddDoors();
    AddReads();
    SortVertices();
    SortEdges();
    return std::move(graph_);
  }

 private:
  void AddFindings() {
    for (const RecordedFinding& row : input_.findings) {
      const Finding& finding = row.finding;
      if (!Counts(row) || HasExpired(finding, now_)) continue;
      const MachineSummary* machine = input_.joins->Find(finding.machine_id);
      const std::string fingerprint = machine == nullptr ? "" : machine->FingerprintOf(finding);
      if (!fingerprint.empty()) {
        AddKey(finding, fingerprint);
        continue;
      }
      const auto target = TargetNodeOf(finding, vertices_.MachineName(finding.machine_id));
      if (target) AddSecret(finding, *target);
    }
  }

  void AddKey(const Finding& finding, const std::string& fingerprint) {
    if (IsTokenHandle(finding)) return;
    const Holding holding{
        .finding = &finding,
        .vertex = vertices_.Key(fingerprint),
        .strength = IsEncrypted(finding) ? Strength::kConditional : Strength::kCertain};
    holdings_[finding.machine_id].push_back(holding);
    graph_.edges.push_back({.from = vertices_.Machine(finding.machine_id),
                            .to = holding.vertex,
                            .kind = EdgeKind::kContains,
                            .strength = holding.strength,
                            .door = nullptr,
                            .finding = &finding});
  }

  void AddSecret(const Finding& finding, const Node& target) {
    const VertexIndex secret = vertices_.Secret(finding);
    holdings_[finding.machine_id].push_back(
        {.finding = &finding, .vertex = secret, .strength = Strength::kCertain});
    // Whether the secret is still valid is not known from a disk.
    graph_.edges.push_back({.from = secret,
                            .to = vertices_.Target(target),
                            .kind = EdgeKind::kAuthenticateTo,
                            .strength = Strength::kConditional,
                            .door = nullptr,
                            .finding = &finding});
  }

  void AddDoors() {
    const auto keys_end = static_cast<VertexIndex>(vertices_.vertices().size());
    for (VertexIndex i = 0; i < keys_end; ++i) {
      const Node node = vertices_.vertices()[i].node;
      if (node.kind != NodeKind::kKey) continue;
      const std::optional<KeyView> key = input_.joins->KeyOf(node.id, now_, {.by_holder = false});
      if (!key) continue;
      for (const KeyAccess& access : key->accounts) {
        if (LeadsIn(access.door)) AddDoor(i, access.door);
      }
    }
  }

  void AddDoor(VertexIndex key, const Door& door) {
    graph_.doors.push_back(door);
    graph_.edges.push_back({.from = key,
                            .to = vertices_.Account(door),
                            .kind = EdgeKind::kAuthenticateAs,
                            .strength = StrengthOf(door.verdict),
                            .door = &graph_.doors.back(),
                            .finding = nullptr});
  }

  // Supplementary groups are not known yet, so only what the owner, the first group and everyone
  // may read counts.
  static bool MayRead(std::span<const AccountIds> account, const ReadableBy& readable) {
    return readable.anyone || std::ranges::any_of(account, [&](const AccountIds& ids) {
             return std::ranges::binary_search(readable.uids, ids.uid) ||
                    std::ranges::binary_search(readable.gids, ids.gid);
           });
  }

  void AddReads() {
    const std::vector<Vertex>& vertices = vertices_.vertices();
    for (VertexIndex i = 0; i < vertices.size(); ++i) {
      if (vertices[i].node.kind != NodeKind::kAccount) continue;
      const auto held = holdings_.find(vertices[i].machine_id);
      if (held == holdings_.end()) continue;
      const std::vector<AccountIds> ids = vertices_.IdsOf(vertices[i]);
      for (const Holding& holding : held->second) {
        if (MayRead(ids, holding.finding->readable_by)) AddRead(i, holding);
      }
    }
  }

  void AddRead(VertexIndex account, const Holding& holding) {
    const Vertex& vertex = vertices_.vertices()[account];
    if (++read_edges_by_machine_[vertex.machine_id] > kReadEdgesPerMachineMax) {
      graph_.truncated = true;
      return;
    }
    graph_.edges.push_back({.from = account,
                            .to = holding.vertex,
                            .kind = EdgeKind::kCanRead,
                            .strength = holding.strength,
                            .door = nullptr,
                            .finding = holding.finding});
  }

  void SortVertices() {
    const std::vector<VertexIndex> rank = vertices_.Sort();
    graph_.vertices = vertices_.Take();
    for (Edge& edge : graph_.edges) {
      edge.from = rank[edge.from];
      edge.to = rank[edge.to];
    }
  }

  void SortEdges() {
    std::vector<Edge>& edges = graph_.edges;
    std::ranges::sort(edges, &ComesBefore);
    const auto parallel = [](const Edge& a, const Edge& b) {
      return a.from == b.from && a.to == b.to && a.kind == b.kind;
    };
    edges.erase(std::unique(edges.begin(), edges.end(), parallel), edges.end());
    graph_.edges_begin.assign(graph_.vertices.size() + 1, 0);
    for (const Edge& edge : edges) ++graph_.edges_begin[edge.from + 1];
    std::partial_sum(graph_.edges_begin.begin(), graph_.edges_begin.end(),
                     graph_.edges_begin.begin());
    for (VertexIndex i = 0; i < graph_.vertices.size(); ++i) {
      const bool holds_a_key = !graph_.EdgesFrom(i).empty();
      if (graph_.vertices[i].node.kind == NodeKind::kMachine && holds_a_key) {
        graph_.entries.push_back(i);
      }
    }
  }

  const GraphInput& input_;
  const Timestamp now_;
  VertexTable vertices_;
  AttackGraph graph_;
  std::unordered_map<std::string, std::vector<Holding>> holdings_;  // by machine
  std::unordered_map<std::string, std::size_t> read_edges_by_machine_;
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
