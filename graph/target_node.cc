#include "graph/target_node.h"

#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

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

// Reads a decimal octet and its dot; -1 when none stands there.
int TakeOctet(std::string_view& text) {
  unsigned value = 256;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value > 255) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('.')) text.remove_prefix(1);
  return static_cast<int>(value);
}

// RFC 1918, RFC 6598, loopback and link-local addresses.
bool IsPrivateAddress(std::string_view host) {
  if (host.find_first_not_of("0123456789.") != std::string_view::npos) return false;
  const int first = TakeOctet(host);
  const int second = TakeOctet(host);
  return first == 0 || first == 10 || first == 127 ||
         (first == 100 && second >= 64 && second < 128) || (first == 169 && second == 254) ||
         (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
}

bool IsLocal(std::string_view host) {
  if (host.find(':') != std::string_view::npos) {
    return host == "::1" || host == "[::1]" || host.starts_with("fe80") ||
           host.starts_with("[fe80") || host.starts_with("fd") || host.starts_with("[fd");
  }
  return host.find('.') == std::string_view::npos || IsPrivateAddress(host) ||
         host.ends_with(".local") || host.ends_with(".internal") || host.ends_with(".localdomain");
}

}  // namespace

std::optional<Node> TargetNodeOf(const Finding& finding, const std::string& machine_name) {
  const Target& target = finding.target;
  if (target.kind.empty() || target.name.empty() || target.state == TargetState::kNotFound) {
    return std::nullopt;
  }
  const NodeKind kind = KindOf(target.kind);
  const bool names_host = target.cloud.empty();
  if (names_host && IsLocal(target.name)) {
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
