#include "graph/path_text.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace keytrail::graph {
namespace {

constexpr std::string_view kNetworkCaveat = "network reachability not evaluated";
// Uses of a key or secret that a sentence tells; what lies between them is counted.
constexpr std::size_t kUsesToldMax = 3;

bool UsesCredential(const Edge& edge) {
  return edge.kind == EdgeKind::kAuthenticateAs || edge.kind == EdgeKind::kAuthenticateTo;
}

std::size_t CountHops(Route route) {
  return static_cast<std::size_t>(std::ranges::count_if(
      route, [](const Edge* edge) { return edge->kind == EdgeKind::kAuthenticateAs; }));
}

std::string_view TargetPhrase(NodeKind kind) {
  switch (kind) {
    case NodeKind::kDatabase: return "a database";
    case NodeKind::kStorage: return "a storage account";
    case NodeKind::kIdentity: return "a cloud identity";
    case NodeKind::kCluster: return "a cluster";
    case NodeKind::kExternal: return "an external service";
    case NodeKind::kMachine:
    case NodeKind::kAccount:
    case NodeKind::kKey:
    case NodeKind::kSecret: break;
  }
  return "another machine";
}

bool IsKey(const AttackGraph& graph, const Edge& edge) {
  return graph.vertices[edge.to].node.kind == NodeKind::kKey;
}

std::string_view TechniqueOf(const AttackGraph& graph, const Edge& edge) {
  switch (edge.kind) {
    case EdgeKind::kContains:
    case EdgeKind::kCanRead: return IsKey(graph, edge) ? "T1552.004" : "T1552.001";
    case EdgeKind::kAuthenticateAs: return "T1021.004";
    case EdgeKind::kAuthenticateTo: return "T1078";
  }
  return {};
}

std::string_view HeldThing(const AttackGraph& graph, const Edge& edge) {
  return IsKey(graph, edge) ? "private key" : "secret";
}

std::string ReasonOf(const AttackGraph& graph, const Edge& edge) {
  switch (edge.kind) {
    case EdgeKind::kContains:
      return fmt::format("The {} lies at {}; {}.", HeldThing(graph, edge),
                         EscapeForDisplay(edge.finding->path), kNetworkCaveat);
    case EdgeKind::kCanRead:
      return fmt::format("Owner, group and mode of {} and its directories let {} read it; {}.",
                         EscapeForDisplay(edge.finding->path),
                         EscapeForDisplay(graph.vertices[edge.from].user), kNetworkCaveat);
    case EdgeKind::kAuthenticateAs:
      return fmt::format("Line {} of {} lists the key; {}.", edge.door->authorized_keys_line,
                         EscapeForDisplay(edge.door->authorized_keys_path), kNetworkCaveat);
    case EdgeKind::kAuthenticateTo:
      return fmt::format("The secret names {}; {}.", graph.vertices[edge.to].node.name,
                         kNetworkCaveat);
  }
  return {};
}

std::vector<std::string> EvidenceOf(const AttackGraph& graph, const Edge& edge) {
  if (edge.door != nullptr) return edge.door->fact_ids;
  std::vector<std::string> evidence = {edge.finding->id};
  if (edge.kind == EdgeKind::kCanRead) {
    const Vertex& account = graph.vertices[edge.from];
    evidence.insert(evidence.end(), account.fact_ids.begin(), account.fact_ids.end());
  }
  return evidence;
}

std::vector<std::string> EdgeConditions(const AttackGraph& graph, const Edge& edge) {
  if (edge.kind == EdgeKind::kAuthenticateTo) {
    return {
        fmt::format("the secret must still be valid for {}", graph.vertices[edge.to].node.name)};
  }
  if (edge.door == nullptr) {
    if (edge.strength == Strength::kCertain) return {};
    return {fmt::format("the key's passphrase must be known: {} (key.encrypted)",
                        EscapeForDisplay(edge.finding->path))};
  }
  std::vector<std::string> conditions = edge.door->conditions;
  if (!edge.door->not_evaluated.empty()) {
    conditions.push_back(fmt::format("not evaluated for {}: {}", graph.vertices[edge.to].node.name,
                                     fmt::join(edge.door->not_evaluated, ", ")));
  }
  return conditions;
}

// "The private key at P on web opens deploy on db": the held thing and what it opens.
std::string DescribeUse(const AttackGraph& graph, const Edge& held, const Edge& use) {
  return fmt::format("{} at {} on {} opens {}", HeldThing(graph, held),
                     EscapeForDisplay(held.finding->path), graph.vertices[held.from].machine_name,
                     graph.vertices[use.to].node.name);
}

}  // namespace

std::string ScenarioName(const AttackGraph& graph, Route route) {
  const NodeKind target = graph.vertices[route.back()->to].node.kind;
  const bool ends_at_account = target == NodeKind::kAccount;
  const std::string_view through = CountHops(route) > 1 ? " through others" : "";
  if (ends_at_account && through.empty()) {
    return "Machine has an insecure SSH private key that is used to authenticate to another "
           "machine";
  }
  if (ends_at_account) {
    return "Machine has an insecure SSH private key that leads to another machine through others";
  }
  return fmt::format(
      "Machine has an insecure SSH private key that leads{} to a machine with a secret that is "
      "used "
      "to authenticate to {}",
      through, TargetPhrase(target));
}

std::string DescribeRoute(const AttackGraph& graph, Route route) {
  std::vector<std::string> uses;
  for (std::size_t i = 1; i < route.size(); ++i) {
    if (UsesCredential(*route[i])) uses.push_back(DescribeUse(graph, *route[i - 1], *route[i]));
  }
  if (uses.size() > kUsesToldMax) {
    const std::size_t left_out = uses.size() - kUsesToldMax + 1;
    uses.erase(uses.begin() + 1, uses.begin() + 1 + static_cast<std::ptrdiff_t>(left_out));
    uses.insert(uses.begin() + 1, fmt::format("way over {} further steps", left_out));
  }
  return fmt::format("The {}.", fmt::join(uses, ", where the "));
}

std::vector<std::string> ConditionsOf(const AttackGraph& graph, Route route) {
  std::vector<std::string> conditions;
  for (const Edge* edge : route) {
    for (std::string& condition : EdgeConditions(graph, *edge)) {
      if (std::ranges::find(conditions, condition) == conditions.end()) {
        conditions.push_back(std::move(condition));
      }
    }
  }
  return conditions;
}

PathStep DescribeStep(const AttackGraph& graph, const Edge& edge) {
  return {.from = graph.vertices[edge.from].node,
          .edge = std::string(NameOf(edge.kind)),
          .to = graph.vertices[edge.to].node,
          .evidence = EvidenceOf(graph, edge),
          .technique = std::string(TechniqueOf(graph, edge)),
          .reason = ReasonOf(graph, edge)};
}

}  // namespace keytrail::graph
