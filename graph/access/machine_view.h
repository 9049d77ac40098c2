// The facts of one machine by path, as its own file system would show them: volumes at their mount
// points, symbolic links followed, and an honest answer where something was not looked at.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/access/evaluate.h"
#include "graph/access/tri.h"
#include "model/fact.h"

namespace keytrail::access {

// A fact with the path on its machine.
template <typename Payload>
struct FactAt {
  const Fact* fact = nullptr;
  const Payload* payload = nullptr;
  std::string path;
};

// What of a file's surroundings decides: its own permissions, and those of the directories above
// it, innermost first.
struct FileState {
  Permissions permissions;
  std::span<const Permissions> directories;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

// Lifetime: the facts must outlive the view.
class MachineView {
 public:
  explicit MachineView(const MachineFacts& machine);

  // In the order of their paths, then as they were given.
  template <typename Payload>
  const std::vector<FactAt<Payload>>& All() const {
    return std::get<std::vector<FactAt<Payload>>>(by_kind_);
  }

  // Those stated by the file at `path`, whose links are followed.
  template <typename Payload>
  std::vector<const FactAt<Payload>*> At(std::string_view path) const {
    std::vector<const FactAt<Payload>*> found;
    const std::string real = Resolve(path);
    const auto& all = All<Payload>();
    auto it = std::ranges::lower_bound(all, real, {}, &FactAt<Payload>::path);
    for (; it != all.end() && it->path == real; ++it) found.push_back(&*it);
    return found;
  }

  // The lines at `path` that list the key, in their order.
  std::vector<const FactAt<AuthorizedLineFact>*> LinesOf(const std::string& path,
                                                         const std::string& fingerprint) const;

  // `path` without links, doubled slashes and dots; empty when the links lead in a circle.
  std::string Resolve(std::string_view path) const;

  // Whether something is at `path`, links followed: yes where a fact says so, no where the walk
  // over its volume reached its end and would have stated it, else unknown.
  Tri Exists(std::string_view path) const;

  // Whether the walk over the volume that holds `path` reached its end and did not leave it out.
  bool WasLookedAt(std::string_view path) const;

  // The file or directory itself, where a fact shows it.
  std::optional<FileState> StateOf(std::string_view path) const;

  // Paths with facts of configuration that match the pattern, sorted, as glob(3) finds them.
  std::vector<std::string> Glob(std::string_view pattern) const;

 private:
  struct Mounted {
    std::string at;  // "" for the root
    bool walked_to_end = false;
    std::vector<std::string> exceptions;
    bool scanned = false;
  };

  void PlaceVolumes(const MachineFacts& machine);
  void Index(const Fact& fact);
  std::string PathOf(const Fact& fact) const;
  const Mounted* MountOf(std::string_view path) const;
  bool HasLinkOnTheWay(std::string_view path) const;
  bool WasWalked(std::string_view real) const;  // `real` has no links

  std::tuple<std::vector<FactAt<AccountFact>>, std::vector<FactAt<AuthorizedLineFact>>,
             std::vector<FactAt<HostNameFact>>, std::vector<FactAt<MachineIdFact>>,
             std::vector<FactAt<HostKeyFact>>, std::vector<FactAt<OperatingSystemFact>>,
             std::vector<FactAt<PublicKeyFact>>, std::vector<FactAt<ShadowFact>>,
             std::vector<FactAt<GroupFact>>, std::vector<FactAt<SudoRuleFact>>,
             std::vector<FactAt<SshdConfigFact>>, std::vector<FactAt<ServiceFact>>,
             std::vector<FactAt<SymlinkFact>>, std::vector<FactAt<PresenceFact>>,
             std::vector<FactAt<SshdVersionFact>>, std::vector<FactAt<MountFact>>,
             std::vector<FactAt<AddressFact>>, std::vector<FactAt<CloudInstanceFact>>,
             std::vector<FactAt<LoginFact>>, std::vector<FactAt<KnownHostFact>>,
             std::vector<FactAt<SshClientBlockFact>>, std::vector<FactAt<SshUseFact>>,
             std::vector<FactAt<RevocationListFact>>, std::vector<FactAt<PrincipalsFact>>,
             std::vector<FactAt<HostAccessFact>>, std::vector<FactAt<PamFact>>>
      by_kind_;
  std::unordered_map<std::string, std::string> prefix_of_volume_;  // what stands before its paths
  // Links by path, with their targets; looked up without a copy of the path.
  std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> links_;
  std::unordered_map<std::string, const Fact*> files_;  // some fact at each path
  // Lines by path and key.
  std::unordered_map<std::string, std::vector<const FactAt<AuthorizedLineFact>*>> lines_;
  std::vector<Mounted> mounts_;  // longest first
};

}  // namespace keytrail::access
