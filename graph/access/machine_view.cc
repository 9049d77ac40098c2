#include "graph/access/machine_view.h"

#include <fnmatch.h>

#include <algorithm>

namespace keytrail::access {
namespace {

constexpr int kLinksMax = 40;

// File systems of fstab that hold no files of ours.
constexpr std::string_view kWithoutFiles[] = {"swap", "proc",     "sysfs",   "tmpfs", "devpts",
                                              "none", "devtmpfs", "iso9660", "udf",   "cgroup"};

bool IsBelow(std::string_view path, std::string_view directory) {
  return path.size() >= directory.size() && path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string WithoutTrailingSlash(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

bool NamesVolume(std::string_view device, const ScannedVolume& volume) {
  constexpr std::string_view kUuid = "UUID=";
  constexpr std::string_view kLabel = "LABEL=";
  if (device.starts_with(kUuid)) {
    device.remove_prefix(kUuid.size());
    return !volume.uuid.empty() && device == volume.uuid;
  }
  return device.starts_with(kLabel) && !volume.label.empty() &&
         device.substr(kLabel.size()) == volume.label;
}

// Absolute, with nothing in it to take out.
bool IsPlain(std::string_view path) {
  if (path.size() < 2 || path.front() != '/' || path.back() == '/') return false;
  for (std::size_t at = 0; at != std::string_view::npos; at = path.find('/', at + 1)) {
    const std::string_view rest = path.substr(at + 1);
    if (rest.starts_with('/') || rest.starts_with("./") || rest.starts_with("../")) return false;
    if (rest == "." || rest == "..") return false;
  }
  return true;
}

// Takes the first component off the front of `rest`; slashes before it go too.
std::string_view TakeComponent(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
  const std::string_view component = rest.substr(0, rest.find('/'));
  rest.remove_prefix(component.size());
  return component;
}

}  // namespace

MachineView::MachineView(const MachineFacts& machine) {
  PlaceVolumes(machine);
  for (const Fact* fact : machine.facts) Index(*fact);
  std::apply(
      [](auto&... lists) {
        const auto sort = [](auto& list) {
          std::ranges::stable_sort(list, [](const auto& a, const auto& b) {
            return std::tie(a.path, a.fact->id) < std::tie(b.path, b.fact->id);
          });
        };
        (sort(lists), ...);
      },
      by_kind_);
  for (const auto& line : All<AuthorizedLineFact>()) {
    lines_[line.path + '\0' + line.payload->public_key_fingerprint].push_back(&line);
  }
  for (auto& [key, lines] : lines_) {
    std::ranges::sort(lines, {}, [](const auto* line) { return line->payload->line; });
  }
}

std::vector<const FactAt<AuthorizedLineFact>*> MachineView::LinesOf(
    const std::string& path, const std::string& fingerprint) const {
  const auto found = lines_.find(path + '\0' + fingerprint);
  if (found == lines_.end()) return {};
  return found->second;
}

// A disk that was scanned alone does not know where it is mounted; another disk's fstab does.
void MachineView::PlaceVolumes(const MachineFacts& machine) {
  std::vector<const MountFact*> unscanned;
  for (const Fact* fact : machine.facts) {
    const auto* mount = std::get_if<MountFact>(&fact->payload);
    if (mount == nullptr || !mount->mount_point.starts_with('/')) continue;
    if (std::ranges::find(kWithoutFiles, mount->file_system) != std::end(kWithoutFiles)) continue;
    unscanned.push_back(mount);
  }
  for (const ScannedVolume& volume : machine.volumes) {
    Mounted mounted{.at = WithoutTrailingSlash(volume.mounted_at),
                    .walked_to_end = volume.walked_to_end,
                    .exceptions = volume.exceptions,
                    .scanned = true};
    if (volume.mounted_at.empty()) {
      const auto named = std::ranges::find_if(
          unscanned, [&](const MountFact* mount) { return NamesVolume(mount->device, volume); });
      if (named != unscanned.end()) {
        mounted.at = WithoutTrailingSlash((*named)->mount_point);
        prefix_of_volume_[volume.volume_id] = mounted.at;
      }
    }
    std::erase_if(unscanned, [&](const MountFact* mount) {
      return WithoutTrailingSlash(mount->mount_point) == mounted.at;
    });
    mounts_.push_back(std::move(mounted));
  }
  for (const MountFact* mount : unscanned) {
    mounts_.push_back({.at = WithoutTrailingSlash(mount->mount_point),
                       .walked_to_end = false,
                       .exceptions = {},
                       .scanned = false});
  }
  std::ranges::stable_sort(
      mounts_, [](const Mounted& a, const Mounted& b) { return a.at.size() > b.at.size(); });
}

std::string MachineView::PathOf(const Fact& fact) const {
  const auto prefix = prefix_of_volume_.find(fact.volume_id);
  return prefix == prefix_of_volume_.end() ? fact.path : prefix->second + fact.path;
}

void MachineView::Index(const Fact& fact) {
  std::string path = PathOf(fact);
  std::visit(
      [&](const auto& payload) {
        using Payload = std::decay_t<decltype(payload)>;
        if constexpr (std::is_same_v<Payload, SymlinkFact>) links_.emplace(path, payload.target);
        std::get<std::vector<FactAt<Payload>>>(by_kind_).push_back(
            {.fact = &fact, .payload = &payload, .path = path});
      },
      fact.payload);
  if (!std::holds_alternative<SymlinkFact>(fact.payload)) {
    files_.try_emplace(std::move(path), &fact);
  }
}

bool MachineView::HasLinkOnTheWay(std::string_view path) const {
  for (std::size_t end = path.find('/', 1); end != std::string_view::npos;
       end = path.find('/', end + 1)) {
    if (links_.contains(path.substr(0, end))) return true;
  }
  return links_.contains(path);
}

std::string MachineView::Resolve(std::string_view path) const {
  if (IsPlain(path) && !HasLinkOnTheWay(path)) return std::string(path);
  std::string pending(path);
  std::string_view rest = pending;
  std::string real;
  int links = 0;
  for (std::string_view part = TakeComponent(rest); !part.empty(); part = TakeComponent(rest)) {
    if (part == ".") continue;
    if (part == "..") {
      real.resize(real.rfind('/') == std::string::npos ? 0 : real.rfind('/'));
      continue;
    }
    const std::string next = real + "/" + std::string(part);
    const auto link = links_.find(next);
    if (link == links_.end()) {
      real = next;
      continue;
    }
    if (++links > kLinksMax) return {};
    std::string expanded = link->second + std::string(rest);
    if (link->second.starts_with('/')) real.clear();
    pending = std::move(expanded);
    rest = pending;
  }
  return real.empty() ? "/" : real;
}

const MachineView::Mounted* MachineView::MountOf(std::string_view path) const {
  const auto mount =
      std::ranges::find_if(mounts_, [&](const Mounted& each) { return IsBelow(path, each.at); });
  return mount == mounts_.end() ? nullptr : &*mount;
}

bool MachineView::WasLookedAt(std::string_view path) const { return WasWalked(Resolve(path)); }

bool MachineView::WasWalked(std::string_view real) const {
  const Mounted* mount = MountOf(real);
  return mount != nullptr && mount->scanned && mount->walked_to_end &&
         std::ranges::none_of(mount->exceptions, [&](const std::string& exception) {
           return IsBelow(real, WithoutTrailingSlash(exception));
         });
}

Tri MachineView::Exists(std::string_view path) const {
  const std::string real = Resolve(path);
  if (real.empty()) return Tri::kNo;
  if (files_.contains(real)) return Tri::kYes;
  return WasWalked(real) ? Tri::kNo : Tri::kUnknown;
}

std::optional<FileState> MachineView::StateOf(std::string_view path) const {
  const auto found = files_.find(Resolve(path));
  if (found == files_.end()) return std::nullopt;
  return FileState{.permissions = found->second->permissions,
                   .directories = found->second->directories};
}

std::vector<std::string> MachineView::Glob(std::string_view pattern) const {
  const std::string terminated(pattern);
  std::vector<std::string> found;
  const auto add = [&](const std::string& path) {
    if (fnmatch(terminated.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0) {
      found.push_back(path);
    }
  };
  for (const auto& each : All<SshdConfigFact>()) add(each.path);
  for (const auto& [path, target] : links_) add(path);
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

}  // namespace keytrail::access
