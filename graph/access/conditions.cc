#include "graph/access/conditions.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "graph/access/patterns.h"
#include "graph/access/wrapped_clients.h"

namespace keytrail::access {
namespace {

// Whether a list has something in it that only a name can meet.
bool AsksForNames(std::string_view list) {
  return std::ranges::any_of(SplitList(list), [](std::string_view element) {
    if (element.starts_with('!')) element.remove_prefix(1);
    const std::string_view host = element.substr(0, element.find('/'));
    return !IsAddress(host) && host.find_first_not_of("0123456789.:*?") != std::string_view::npos;
  });
}

// Without a name lookup the client's host name is its address.
Tri HoldsFor(const SourceCondition& condition, const std::string& address) {
  using Kind = SourceCondition::Kind;
  const bool by_name = condition.by_name && AsksForNames(condition.list);
  switch (condition.kind) {
    case Kind::kAddress:
    case Kind::kNetworks:
      return TriOf(MatchAddressList(address, condition.list) == ListMatch::kListed);
    case Kind::kHost:
      if (by_name) return Tri::kUnknown;
      return TriOf(MatchPatternList(address, condition.list) == ListMatch::kListed);
    case Kind::kHostOrAddress: {
      const auto matches = MatchHostAndAddress(address, address, condition.list);
      if (by_name && !matches.value_or(false)) return Tri::kUnknown;
      return TriOf(matches.value_or(false));
    }
    case Kind::kWrapped: return MatchesWrappedClients(address, condition.list);
    case Kind::kServer: return Tri::kUnknown;
  }
  return Tri::kUnknown;
}

std::string_view NameOf(SourceCondition::Kind kind) {
  using Kind = SourceCondition::Kind;
  switch (kind) {
    case Kind::kHostOrAddress:
    case Kind::kAddress:
    case Kind::kNetworks: return "the connection comes from ";
    case Kind::kHost: return "the client's host name matches ";
    case Kind::kWrapped: return "the client is among ";
    case Kind::kServer: return "the server's ";
  }
  return "";
}

}  // namespace

bool World::Holds(const SourceCondition& condition) {
  const auto known = std::ranges::find(conditions_, condition);
  if (known != conditions_.end()) {
    return ((holding_ >> (known - conditions_.begin())) & 1U) != 0;
  }
  if (conditions_.size() == kSourceConditionsMax) {
    overflowed_ = true;
    return false;
  }
  conditions_.push_back(condition);
  return false;
}

Tri HoldsFor(const SourceCondition& condition, std::span<const std::string> addresses) {
  Tri holds = Tri::kNo;
  bool knows_any = false;
  for (const std::string& address : addresses) {
    if (!IsAddress(address)) continue;
    knows_any = true;
    holds = Or(holds, HoldsFor(condition, address));
  }
  return knows_any ? holds : Tri::kUnknown;
}

std::string Describe(const SourceCondition& condition, bool holds) {
  return std::string(holds ? "" : "not: ") + std::string(NameOf(condition.kind)) + condition.list;
}

}  // namespace keytrail::access
