#include "graph/known_hosts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"
#include "graph/access/patterns.h"

namespace keytrail::graph {
namespace {

constexpr std::uint32_t kDefaultPort = 22;

using MachineSet = std::set<std::size_t>;  // indices

// "[db]:2222" as "db".
std::string_view WithoutPort(std::string_view name) {
  const std::size_t end = name.rfind("]:");
  return name.starts_with('[') && end != std::string_view::npos ? name.substr(1, end - 1) : name;
}

bool IsPattern(std::string_view name) {
  return name.find_first_of("*?!") != std::string_view::npos;
}

class Resolver {
 public:
  Resolver(std::span<const KnownMachine> machines, std::uint64_t tries_max)
      : machines_(machines), tries_left_(tries_max) {
    for (std::size_t i = 0; i < machines.size(); ++i) {
      for (const std::string& key : machines[i].host_key_fingerprints) by_key_[key].insert(i);
      for (const std::string& name : machines[i].names) by_name_[LowerCase(name)].insert(i);
    }
    for (std::size_t i = 0; i < machines.size(); ++i) all_.insert(i);
  }

  KnownHostMeaning Resolve(const KnownHostFact& entry) {
    const auto found = by_key_.find(entry.public_key_fingerprint);
    const MachineSet by_key = found == by_key_.end() ? MachineSet() : found->second;
    const MachineSet by_name =
        entry.hash.empty() ? ByClearNames(entry.names) : ByHash(entry, by_key);
    return {.machines_by_key = Ids(by_key), .machines_by_name = Ids(by_name)};
  }

  bool truncated() const { return truncated_; }

 private:
  std::vector<std::string> Ids(const MachineSet& machines) const {
    std::vector<std::string> ids;
    for (const std::size_t machine : machines) ids.push_back(machines_[machine].machine_id);
    std::ranges::sort(ids);
    return ids;
  }

  bool Try() {
    if (tries_left_ == 0) {
      truncated_ = true;
      return false;
    }
    --tries_left_;
    return true;
  }

  // What a pattern excludes is not meant by the others of its line.
  MachineSet ByClearNames(const std::vector<std::string>& names) {
    MachineSet meant;
    MachineSet excluded;
    for (const std::string& name : names) {
      const std::string lower = LowerCase(WithoutPort(name));
      if (lower.starts_with('!')) {
        excluded.merge(ByPattern(lower.substr(1)));
      } else if (IsPattern(lower)) {
        meant.merge(ByPattern(lower));
      } else if (const auto found = by_name_.find(lower); found != by_name_.end()) {
        meant.insert(found->second.begin(), found->second.end());
      }
    }
    for (const std::size_t machine : excluded) meant.erase(machine);
    return meant;
  }

  MachineSet ByPattern(std::string_view pattern) {
    MachineSet meant;
    for (const auto& [name, machines] : by_name_) {
      if (!Try()) break;
      if (access::MatchesPattern(name, pattern)) meant.insert(machines.begin(), machines.end());
    }
    return meant;
  }

  // Where the key is known, its machines only: a hash that is none of theirs is an old name.
  MachineSet ByHash(const KnownHostFact& entry, const MachineSet& by_key) {
    const auto [place, is_new] = by_hash_.try_emplace({entry.hash_salt, entry.hash, by_key});
    if (!is_new) return place->second;
    const auto salt = HexDecode(entry.hash_salt);
    const auto hash = HexDecode(entry.hash);
    if (!salt.ok() || !hash.ok()) return {};
    for (const std::size_t machine : by_key.empty() ? all_ : by_key) {
      if (HasHashedName(machines_[machine], *salt, *hash)) place->second.insert(machine);
    }
    return place->second;
  }

  bool HasHashedName(const KnownMachine& machine, std::span<const std::uint8_t> salt,
                     std::span<const std::uint8_t> hash) {
    for (const std::string& name : machine.names) {
      const std::string lower = LowerCase(name);
      if (IsHashOf(lower, salt, hash)) return true;
      for (const std::uint32_t port : machine.ports) {
        if (port != kDefaultPort && IsHashOf(fmt::format("[{}]:{}", lower, port), salt, hash)) {
          return true;
        }
      }
    }
    return false;
  }

  bool IsHashOf(std::string_view name, std::span<const std::uint8_t> salt,
                std::span<const std::uint8_t> hash) {
    return Try() && std::ranges::equal(HmacSha1(std::as_bytes(salt), AsBytes(name)), hash);
  }

  using HashKey = std::tuple<std::string, std::string, MachineSet>;

  const std::span<const KnownMachine> machines_;
  std::uint64_t tries_left_;
  bool truncated_ = false;
  MachineSet all_;
  std::unordered_map<std::string, MachineSet> by_key_;
  std::map<std::string, MachineSet> by_name_;
  std::map<HashKey, MachineSet> by_hash_;
};

}  // namespace

KnownHostMeanings ResolveKnownHosts(std::span<const KnownMachine> machines,
                                    std::span<const KnownHostFact* const> entries,
                                    std::uint64_t tries_max) {
  Resolver resolver(machines, tries_max);
  KnownHostMeanings meanings;
  meanings.entries.reserve(entries.size());
  for (const KnownHostFact* entry : entries) meanings.entries.push_back(resolver.Resolve(*entry));
  meanings.truncated = resolver.truncated();
  return meanings;
}

}  // namespace keytrail::graph
