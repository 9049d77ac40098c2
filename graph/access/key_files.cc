#include "graph/access/key_files.h"

#include <fnmatch.h>

#include <algorithm>
#include <set>

namespace keytrail::access {
namespace {

constexpr std::string_view kDefaultFiles[] = {".ssh/authorized_keys", ".ssh/authorized_keys2"};

bool IsGlob(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

// Debian lets a group write whose only member is the owner.
bool IsPrivateGroup(const GateContext& at, std::uint32_t gid) {
  return std::ranges::binary_search(at.account.private_gids, gid);
}

bool IsSecure(const GateContext& at, const Permissions& permissions) {
  const std::uint32_t uid = at.account.passwd->uid;
  if (permissions.uid != 0 && permissions.uid != uid) return false;
  if ((permissions.mode & 002) != 0) return false;
  if ((permissions.mode & 020) == 0) return true;
  return at.server.version.is_debian && IsPrivateGroup(at, permissions.gid);
}

std::string ParentOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

// Up to the home, or to the root where the file lies outside of it.
bool AreDirectoriesSecure(const GateContext& at, const Fact& file, std::string path,
                          const std::string& home) {
  for (const Permissions& directory : file.directories) {
    path = ParentOf(path);
    if (!IsSecure(at, directory)) return false;
    if (path == home || path == "/") return true;
  }
  return true;
}

}  // namespace

std::string ExpandForAccount(std::string_view path, const Account& account) {
  std::string expanded;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%' || i + 1 == path.size()) {
      expanded.push_back(path[i]);
      continue;
    }
    switch (path[++i]) {
      case 'h': expanded += account.passwd->home; break;
      case 'u': expanded += account.passwd->name; break;
      case 'U': expanded += std::to_string(account.passwd->uid); break;
      default: expanded.push_back(path[i]);
    }
  }
  if (expanded.starts_with("~/")) return "/root/" + expanded.substr(2);
  return expanded.starts_with('/') ? expanded : account.passwd->home + "/" + expanded;
}

std::vector<KeyPlace> AuthorizedKeysPlaces(const GateContext& at) {
  std::vector<std::string> patterns = at.config.Words("authorizedkeysfile");
  if (patterns.empty()) patterns.assign(std::begin(kDefaultFiles), std::end(kDefaultFiles));
  if (patterns.size() == 1 && patterns[0] == "none") return {};
  std::vector<KeyPlace> places;
  const auto add = [&](const std::string& path) {
    std::string real = at.view.Resolve(path);
    if (real.empty()) return;
    const bool looked_at = at.view.WasLookedAt(real);
    places.push_back({.path = std::move(real), .was_looked_at = looked_at});
  };
  for (const std::string& pattern : patterns) {
    const std::string path = ExpandForAccount(pattern, at.account);
    const bool globs = IsGlob(path) && Has(at.server.version, Change::kGlobbedKeyFiles) != Tri::kNo;
    if (!globs) {
      add(path);
      continue;
    }
    std::set<std::string> matching;
    for (const auto& line : at.view.All<AuthorizedLineFact>()) {
      const bool matches = fnmatch(path.c_str(), line.path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
      if (matches) matching.insert(line.path);
    }
    for (const std::string& each : matching) add(each);
  }
  return places;
}

void JudgeKeyFile(const GateContext& at, const Fact& file, std::string_view path, Ruling& ruling) {
  const bool reads = Allows(file.permissions, 04, at.account) &&
                     std::ranges::all_of(file.directories, [&](const Permissions& directory) {
                       return Allows(directory, 01, at.account);
                     });
  if (!reads) ruling.Block("file.unreadable");
  if (!at.config.IsFlagSet("strictmodes", true)) return;
  const std::string home = at.view.Resolve(at.account.passwd->home);
  if (!IsSecure(at, file.permissions) || !AreDirectoriesSecure(at, file, std::string(path), home)) {
    ruling.Block("file.strictmodes");
  }
}

}  // namespace keytrail::access
