#include "graph/client_hints.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "graph/access/patterns.h"
#include "graph/identity_path.h"

namespace keytrail::graph {
namespace {

constexpr std::string_view kWildcards = "*?";

bool IsWildcard(std::string_view name) {
  return name.find_first_of(kWildcards) != std::string_view::npos;
}

// Whether something beside wildcards is asked of a name.
bool SaysSomething(std::string_view pattern) {
  return pattern.find_first_not_of("*?.") != std::string_view::npos;
}

template <typename Payload>
struct Stated {
  const Fact* fact = nullptr;
  const Payload* payload = nullptr;
};

using StatedBlock = Stated<SshClientBlockFact>;

// What ssh would do for a host.
struct Effective {
  std::string host_name;
  std::string user;
  std::string jump;
  std::vector<std::string> identity_files;  // as they are written
  std::vector<std::string> fact_ids;
};

// The blocks that ssh reads for the accounts of one home, in their order.
class ClientConfig {
 public:
  // The arguments outlive it.
  ClientConfig(std::span<const StatedBlock> own, std::span<const StatedBlock> shared,
               std::uint64_t& tests_left)
      : own_(own), shared_(shared), tests_left_(tests_left) {}

  // The first value of anything holds, but for keys, which add up. `effective` has what the command
  // line says.
  Effective Complete(const std::string& alias, Effective effective) const {
    for (const StatedBlock& block : own_) Read(block, alias, effective);
    for (const StatedBlock& block : shared_) Read(block, alias, effective);
    return effective;
  }

 private:
  void Read(const StatedBlock& block, std::string_view alias, Effective& effective) const {
    const SshClientBlockFact& says = *block.payload;
    if (!Applies(says, alias)) return;
    bool adds = Take(says.host_name, effective.host_name);
    adds |= Take(says.user, effective.user);
    adds |= Take(says.proxy_jump, effective.jump);
    adds |= !says.identity_files.empty();
    effective.identity_files.insert(effective.identity_files.end(), says.identity_files.begin(),
                                    says.identity_files.end());
    if (adds) effective.fact_ids.push_back(block.fact->id);
  }

  static bool Take(const std::string& value, std::string& field) {
    if (value.empty() || !field.empty()) return false;
    field = value;
    return true;
  }

  // Once the tests are spent no block applies.
  bool Applies(const SshClientBlockFact& block, std::string_view alias) const {
    bool applies = false;
    for (const std::string& pattern : block.patterns) {
      if (tests_left_ == 0) return false;
      --tests_left_;
      const bool is_exception = pattern.starts_with('!');
      if (!access::MatchesPattern(alias, std::string_view(pattern).substr(is_exception ? 1 : 0))) {
        continue;
      }
      if (is_exception) return false;
      applies = true;
    }
    return applies;
  }

  std::span<const StatedBlock> own_;
  std::span<const StatedBlock> shared_;
  std::uint64_t& tests_left_;
};

// "user@host:port", "ssh://user@host:port".
struct Hop {
  std::string user;
  std::string host;
};

Hop ReadHop(std::string_view text) {
  if (text.starts_with("ssh://")) text.remove_prefix(6);
  Hop hop;
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    hop.user = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  if (text.starts_with('[')) {
    hop.host = text.substr(1, text.find(']') - 1);
    return hop;
  }
  const std::size_t colon = text.find(':');
  const bool is_ipv6 = colon != std::string_view::npos && text.find(':', colon + 1) != text.npos;
  hop.host = is_ipv6 ? text : text.substr(0, colon);
  return hop;
}

// Gathers the destinations of one home.
class HomeReader {
 public:
  using Destinations = std::map<std::tuple<std::vector<std::string>, std::optional<std::string>,
                                           std::vector<std::string>, std::string>,
                                std::vector<std::string>>;

  HomeReader(std::optional<std::string> home, ClientConfig config, Destinations& destinations)
      : home_(std::move(home)), config_(std::move(config)), destinations_(destinations) {}

  void AddBlock(const StatedBlock& block) {
    for (const std::string& pattern : block.payload->patterns) {
      if (pattern.starts_with('!') || !SaysSomething(pattern)) continue;
      const Effective effective = config_.Complete(pattern, {});
      std::vector<std::string> names = NamesOf(pattern, effective);
      if (IsWildcard(names.front())) AddExceptions(*block.payload, names);
      Add(pattern, std::move(names), effective, "client_config");
    }
  }

  void AddUse(const Stated<SshUseFact>& use) {
    Effective given;
    given.user = use.payload->user;
    given.jump = use.payload->jump;
    if (!use.payload->identity_file.empty()) {
      given.identity_files.push_back(use.payload->identity_file);
    }
    given.fact_ids.push_back(use.fact->id);
    const Effective effective = config_.Complete(use.payload->host, std::move(given));
    Add(use.payload->host, NamesOf(use.payload->host, effective), effective, "history");
  }

 private:
  // The name that ssh connects to, where %h is what was called.
  static std::vector<std::string> NamesOf(const std::string& alias, const Effective& effective) {
    if (effective.host_name.empty()) return {alias};
    std::string name = effective.host_name;
    const std::size_t token = name.find("%h");
    if (token != std::string::npos) name.replace(token, 2, alias);
    return {name};
  }

  static void AddExceptions(const SshClientBlockFact& block, std::vector<std::string>& names) {
    for (const std::string& pattern : block.patterns) {
      if (pattern.starts_with('!')) names.push_back(pattern);
    }
  }

  void Add(const std::string& alias, std::vector<std::string> names, const Effective& effective,
           const std::string& how) {
    const std::string jump = effective.jump == "none" ? "" : effective.jump;
    const IdentityTokens tokens = {
        .home = home_, .called = alias, .host = names.front(), .user = effective.user};
    Keep(std::move(names), effective, tokens, how);
    std::size_t begin = 0;
    while (begin < jump.size()) {
      const std::size_t end = std::min(jump.find(',', begin), jump.size());
      AddHop(ReadHop(std::string_view(jump).substr(begin, end - begin)), effective.fact_ids, how);
      begin = end + 1;
    }
  }

  // A jump host has a configuration of its own, of which a further jump is not followed.
  void AddHop(const Hop& hop, const std::vector<std::string>& fact_ids, const std::string& how) {
    if (hop.host.empty()) return;
    Effective given;
    given.user = hop.user;
    given.fact_ids = fact_ids;
    const Effective effective = config_.Complete(hop.host, std::move(given));
    std::vector<std::string> names = NamesOf(hop.host, effective);
    const IdentityTokens tokens = {
        .home = home_, .called = hop.host, .host = names.front(), .user = effective.user};
    Keep(std::move(names), effective, tokens, how);
  }

  void Keep(std::vector<std::string> names, const Effective& effective,
            const IdentityTokens& tokens, const std::string& how) {
    std::vector<std::string> files;
    for (const std::string& file : effective.identity_files) {
      if (auto path = IdentityPath(file, tokens)) files.push_back(*std::move(path));
    }
    std::ranges::sort(files);
    files.erase(std::unique(files.begin(), files.end()), files.end());
    const auto user = effective.user.empty() ? std::nullopt : std::optional(effective.user);
    auto& fact_ids = destinations_[{std::move(names), user, std::move(files), how}];
    for (const std::string& id : effective.fact_ids) {
      if (fact_ids.size() == kFactsPerDestinationMax) break;
      if (std::ranges::find(fact_ids, id) == fact_ids.end()) fact_ids.push_back(id);
    }
  }

  const std::optional<std::string> home_;
  const ClientConfig config_;
  Destinations& destinations_;
};

struct HomeHints {
  std::vector<StatedBlock> blocks;
  std::vector<Stated<SshUseFact>> uses;
};

// The file that ssh opens before those that it includes, or behind them.
void SortBlocks(std::string_view main_file, bool main_first, std::vector<StatedBlock>& blocks) {
  const auto order = [&](const StatedBlock& block) {
    const bool is_main = block.fact->path.ends_with(main_file);
    return std::tuple(is_main != main_first, std::string_view(block.fact->path),
                      block.payload->line, std::string_view(block.fact->id));
  };
  std::ranges::sort(blocks, {}, order);
}

std::uint32_t ReadPort(std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : 0;
}

void AddPort(std::string_view text, KnownMachine& self) {
  constexpr std::size_t kPortsMax = 8;
  const std::uint32_t port = ReadPort(text);
  const bool is_known = std::ranges::find(self.ports, port) != self.ports.end();
  if (port != 0 && !is_known && self.ports.size() < kPortsMax) self.ports.push_back(port);
}

// What a fact says of the machine itself.
void AddToSelf(const FactPayload& payload, KnownMachine& self) {
  if (const auto* host = std::get_if<HostNameFact>(&payload)) {
    self.names.push_back(host->name);
  } else if (const auto* address = std::get_if<AddressFact>(&payload)) {
    self.names.push_back(address->address);
  } else if (const auto* key = std::get_if<HostKeyFact>(&payload)) {
    self.host_key_fingerprints.push_back(key->public_key_fingerprint);
  } else if (const auto* config = std::get_if<SshdConfigFact>(&payload)) {
    for (const SshdDirective& directive : config->directives) {
      const bool is_port = directive.keyword == "port" && !directive.arguments.empty();
      if (is_port) AddPort(directive.arguments.front(), self);
    }
  } else if (const auto* service = std::get_if<ServiceFact>(&payload)) {
    for (const std::string& option : service->sshd_options) {
      if (option.starts_with("-p ")) AddPort(std::string_view(option).substr(3), self);
    }
  }
}

void SortOnce(std::vector<std::string>& texts) {
  std::erase(texts, std::string());
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

// Without a home: of the whole machine.
using Homes = std::map<std::optional<std::string>, HomeHints>;

// Sorts what `homes` has, and reads it. Returns whether all was looked at.
bool ReadHomes(Homes& homes, std::vector<Destination>& destinations) {
  std::vector<StatedBlock>& shared = homes[std::nullopt].blocks;
  SortBlocks("ssh_config", false, shared);
  std::uint64_t tests_left = kHostPatternTestsMax;
  HomeReader::Destinations gathered;
  for (auto& [home, stated] : homes) {
    if (home) SortBlocks(".ssh/config", true, stated.blocks);
    std::ranges::sort(stated.uses, {}, [](const auto& use) { return use.fact->id; });
    const std::span own =
        home ? std::span<const StatedBlock>(stated.blocks) : std::span<const StatedBlock>();
    HomeReader reader(home, ClientConfig(own, shared, tests_left), gathered);
    for (const StatedBlock& block : stated.blocks) reader.AddBlock(block);
    for (const auto& use : stated.uses) reader.AddUse(use);
  }
  for (auto& [key, fact_ids] : gathered) {
    const auto& [names, user, files, how] = key;
    destinations.push_back({names, user, files, how, std::move(fact_ids)});
  }
  return tests_left > 0;
}

}  // namespace

MachineHints HintsOf(const std::string& machine_id, const std::string& inventory_name,
                     std::span<const Fact* const> facts) {
  MachineHints hints;
  hints.self.machine_id = machine_id;
  hints.self.names.push_back(inventory_name);
  Homes homes;
  for (const Fact* fact : facts) {
    AddToSelf(fact->payload, hints.self);
    if (const auto* known = std::get_if<KnownHostFact>(&fact->payload)) {
      if (known->marker.empty()) hints.known_hosts.push_back({*known, fact->id});
    } else if (const auto* block = std::get_if<SshClientBlockFact>(&fact->payload)) {
      homes[HomeOfFile(fact->path)].blocks.push_back({fact, block});
    } else if (const auto* use = std::get_if<SshUseFact>(&fact->payload)) {
      homes[HomeOfFile(fact->path)].uses.push_back({fact, use});
    }
  }
  SortOnce(hints.self.names);
  SortOnce(hints.self.host_key_fingerprints);
  std::ranges::sort(hints.self.ports);
  std::ranges::sort(hints.known_hosts, {}, &MetHost::fact_id);
  hints.truncated = !ReadHomes(homes, hints.destinations);
  return hints;
}

bool NamesKeyAt(std::string_view identity_file, std::string_view path) {
  if (identity_file.starts_with("~/")) return path.ends_with(identity_file.substr(1));
  if (identity_file.starts_with('/')) identity_file.remove_prefix(1);
  if (path.starts_with('/')) path.remove_prefix(1);
  return identity_file == path;
}

}  // namespace keytrail::graph
