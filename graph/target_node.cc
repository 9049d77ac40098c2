#include "graph/target_node.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "model/local_host.h"

namespace keytrail::graph {
namespace {

NodeKind KindOf(std::string_view target_kind) {
  static constexpr std::pair<std::string_view, NodeKind> kKinds[] = {
      {"database", NodeKind::kDatabase}, {"storage_account", NodeKind::kStorage},
      {"bucket", NodeKind::kStorage},    {"identity", NodeKind::kIdentity},
      {"cluster", NodeKind::kCluster},
  };
  for (const auto& [name, kind] : kKinds) {
    if (name == target_kind) return kind;
  }
  return NodeKind::kExternal;
}

}  // namespace

std::optional<Node> TargetNodeOf(const Finding& finding, const std::string& machine_name) {
  const Target& target = finding.target;
  if (target.kind.empty() || target.name.empty() || target.state == TargetState::kNotFound) {
    return std::nullopt;
  }
  const NodeKind kind = KindOf(target.kind);
  const bool names_host = target.cloud.empty();
  if (names_host && IsLocalHost(target.name)) {
    return Node{.kind = kind,
                .id = fmt::format("{}:{}/{}", target.kind, finding.machine_id, target.name),
                .name = fmt::format("{} as seen from {}", target.name, machine_name)};
  }
  const std::string owner = target.cloud.empty() ? std::string() : target.cloud + ":";
  return Node{.kind = kind,
              .id = fmt::format("{}{}:{}", owner, target.kind, target.name),
              .name = target.name};
}

}  // namespace keytrail::graph
