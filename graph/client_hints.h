// What a machine says of others: the hosts that its accounts have met, and those that they call by
// their SSH configuration and in their histories, each as ssh(1) would take it. Of one machine by
// itself; whom a name means is not decided here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/known_hosts.h"
#include "model/fact.h"

namespace keytrail::graph {

// A host that somebody on the machine calls.
struct Destination {
  // One name or address; or patterns of names, with "!" for exceptions.
  std::vector<std::string> names;
  std::optional<std::string> user;  // on that host; absent where nothing says it
  // The keys that are named for it, as paths on this machine; "~/x" where the home is anyone's.
  std::vector<std::string> identity_files;
  std::string how;  // "client_config", "history"
  std::vector<std::string> fact_ids;
  bool operator==(const Destination&) const = default;
};

struct MetHost {
  KnownHostFact entry;
  std::string fact_id;
};

struct MachineHints {
  KnownMachine self;
  std::vector<MetHost> known_hosts;       // without those that are revoked, and authorities
  std::vector<Destination> destinations;  // sorted, each once
  bool truncated = false;                 // some configuration has more than is looked at
};

// Tests of a host against a pattern, for one machine.
inline constexpr std::uint64_t kHostPatternTestsMax = 1'000'000;
inline constexpr std::size_t kFactsPerDestinationMax = 16;

// `facts`: those of the machine, in any order. `inventory_name`: empty where there is none. A
// home's own files come before those of the whole machine; included files are taken behind the file
// that includes them, and before the whole machine's own file, which is where distributions include
// them. What a Match block says is left out. Time: linear, but for sorting and
// kHostPatternTestsMax. Source: ssh_config(5), ssh(1).
MachineHints HintsOf(const std::string& machine_id, const std::string& inventory_name,
                     std::span<const Fact* const> facts);

// Whether a key at `path` is the one that `identity_file` of a destination names.
bool NamesKeyAt(std::string_view identity_file, std::string_view path);

}  // namespace keytrail::graph
