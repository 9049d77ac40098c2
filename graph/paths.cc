// Idea: for each entry, one breadth-first search for each strength that occurs, over the edges of
// that strength and stronger. A target belongs to the first search that sees it, by its shortest
// route there: that is the best by (confidence, length), exactly. Cost: entries × strengths × what
// each reaches, cut off at kVisitsMax edge visits in all.
#include "graph/paths.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/digest.h"
#include "graph/graph.h"
#include "graph/path_text.h"
#include "model/names.h"

namespace keytrail::graph {
namespace {

constexpr std::uint64_t kVisitsMax = 50'000'000;
constexpr std::size_t kIdDigits = 32;
// Each attack step is two edges: something is held, and then used.
constexpr std::size_t kEdgesMax = 2 * kAttackStepsMax;

bool IsTarget(NodeKind kind) {
  switch (kind) {
    case NodeKind::kAccount:
    case NodeKind::kDatabase:
    case NodeKind::kStorage:
    case NodeKind::kIdentity:
    case NodeKind::kCluster:
    case NodeKind::kExternal: return true;
    case NodeKind::kMachine:
    case NodeKind::kKey:
    case NodeKind::kSecret: return false;
  }
  return false;
}

// Of the ends and every edge, by the nodes' ids alone: facts and lines may move, the path stays.
std::string PathId(const AttackGraph& graph, Route route) {
  std::string text;
  const auto append = [&text](std::string_view part) {
    text.append(part);
    text.push_back('\0');
  };
  const auto append_node = [&](VertexIndex index) {
    const Node& node = graph.vertices[index].node;
    append(keytrail::NameOf(node.kind));
    append(node.id);
  };
  append_node(route.front()->from);
  append_node(route.back()->to);
  for (const Edge* edge : route) {
    append(NameOf(edge->kind));
    append_node(edge->to);
  }
  return HexEncode(Sha256(AsBytes(text))).substr(0, kIdDigits);
}

Strength WeakestOf(Route route) {
  Strength weakest = Strength::kCertain;
  for (const Edge* edge : route) weakest = std::max(weakest, edge->strength);
  return weakest;
}

PathVerdict VerdictOf(Strength strength) {
  switch (strength) {
    case Strength::kCertain: return PathVerdict::kCertain;
    case Strength::kConditional: return PathVerdict::kConditional;
    case Strength::kUnknown: return PathVerdict::kUnknown;
  }
  return PathVerdict::kUnknown;
}

Confidence ConfidenceOf(Strength strength) {
  switch (strength) {
    case Strength::kCertain: return Confidence::kHigh;
    case Strength::kConditional: return Confidence::kMedium;
    case Strength::kUnknown: return Confidence::kLow;
  }
  return Confidence::kLow;
}

Severity RiskOf(const Vertex& target) {
  const bool plain_account = target.node.kind == NodeKind::kAccount && !target.is_root;
  return plain_account ? Severity::kMedium : Severity::kHigh;
}

std::string EnvironmentOf(const Edge& last) {
  if (last.finding == nullptr || last.finding->target.cloud.empty()) return "other";
  return last.finding->target.cloud;
}

AttackPath MakePath(const AttackGraph& graph, Route route, Timestamp now) {
  const Vertex& target = graph.vertices[route.back()->to];
  const Strength strength = WeakestOf(route);
  AttackPath path;
  path.id = PathId(graph, route);
  path.name = ScenarioName(graph, route);
  path.description = DescribeRoute(graph, route);
  path.risk_level = RiskOf(target);
  path.verdict = VerdictOf(strength);
  path.conditions = ConditionsOf(graph, route);
  path.confidence = ConfidenceOf(strength);
  path.entry = graph.vertices[route.front()->from].node;
  path.target = target.node;
  path.environment = EnvironmentOf(*route.back());
  for (const Edge* edge : route) path.steps.push_back(DescribeStep(graph, *edge));
  path.computed_at = now;
  return path;
}

class PathSearch {
 public:
  PathSearch(const AttackGraph& graph, const PathOptions& options, Timestamp now)
      : graph_(graph), options_(options), now_(now), visits_(graph.vertices.size()) {}

  PathList Run() {
    list_.truncated = graph_.truncated;
    for (const VertexIndex entry : graph_.entries) {
      ++entry_number_;
      std::optional<Strength> strength = Strength::kCertain;
      while (strength && !IsFull()) strength = Search(entry, *strength);
      if (IsFull()) break;
    }
    std::ranges::sort(list_.paths, [](const AttackPath& a, const AttackPath& b) {
      const auto length_a = a.steps.size();
      const auto length_b = b.steps.size();
      return std::tie(b.confidence, b.risk_level, length_a, a.id) <
             std::tie(a.confidence, a.risk_level, length_b, b.id);
    });
    return std::move(list_);
  }

 private:
  struct Visit {
    std::uint64_t search = 0;       // in which it was seen last
    std::uint64_t found_entry = 0;  // for which it was found as a target last
    const Edge* by = nullptr;
    std::size_t depth = 0;
  };

  bool IsFull() {
    const bool full = list_.paths.size() >= options_.paths_max || list_.visited_edges >= kVisitsMax;
    list_.truncated = list_.truncated || full;
    return full;
  }

  // Searches over edges of `strength` and stronger. Returns the next strength that would see more,
  // or nothing.
  std::optional<Strength> Search(VertexIndex entry, Strength strength) {
    ++search_number_;
    std::optional<Strength> next;
    queue_.assign(1, entry);
    visits_[entry].search = search_number_;
    visits_[entry].by = nullptr;
    visits_[entry].depth = 0;
    for (std::size_t head = 0; head < queue_.size() && !IsFull(); ++head) {
      const VertexIndex from = queue_[head];
      const std::span<const Edge> edges = graph_.EdgesFrom(from);
      if (visits_[from].depth == kEdgesMax) {
        list_.truncated = list_.truncated || !edges.empty();
        continue;
      }
      list_.visited_edges += edges.size();
      for (const Edge& edge : edges) {
        if (edge.strength <= strength) {
          Reach(entry, edge);
        } else if (!next || edge.strength < *next) {
          next = edge.strength;
        }
      }
    }
    return next;
  }

  void Reach(VertexIndex entry, const Edge& edge) {
    Visit& visit = visits_[edge.to];
    const Vertex& vertex = graph_.vertices[edge.to];
    // An account of the entry itself gives nothing that the entry does not have.
    const bool comes_home = vertex.node.kind == NodeKind::kAccount &&
                            vertex.machine_id == graph_.vertices[entry].machine_id;
    if (visit.search == search_number_ || comes_home) return;
    visit.search = search_number_;
    visit.by = &edge;
    visit.depth = visits_[edge.from].depth + 1;
    queue_.push_back(edge.to);
    if (!IsTarget(vertex.node.kind) || visit.found_entry == entry_number_) return;
    visit.found_entry = entry_number_;
    Report(entry, edge.to);
  }

  void Report(VertexIndex entry, VertexIndex target) {
    std::vector<const Edge*> route;
    for (VertexIndex at = target; at != entry; at = route.back()->from) {
      route.push_back(visits_[at].by);
    }
    std::ranges::reverse(route);
    if (!options_.include_unknown && WeakestOf(route) == Strength::kUnknown) {
      ++list_.unknown_left_out;
      return;
    }
    if (!options_.id.empty() && options_.id != PathId(graph_, route)) return;
    if (!IsFull()) list_.paths.push_back(MakePath(graph_, route, now_));
  }

  const AttackGraph& graph_;
  const PathOptions& options_;
  const Timestamp now_;
  PathList list_;
  std::vector<Visit> visits_;
  std::vector<VertexIndex> queue_;
  std::uint64_t entry_number_ = 0;
  std::uint64_t search_number_ = 0;
};

}  // namespace

PathList FindAttackPaths(const GraphInput& input, const PathOptions& options, Timestamp now) {
  const AttackGraph graph = BuildAttackGraph(input, now);
  return PathSearch(graph, options, now).Run();
}

}  // namespace keytrail::graph
