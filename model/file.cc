#include "model/file.h"

#include <algorithm>

namespace keytrail {
namespace {

constexpr std::uint32_t kOwnerRead = 0400;
constexpr std::uint32_t kGroupRead = 0040;
constexpr std::uint32_t kOtherRead = 0004;
constexpr std::uint32_t kOwnerSearch = 0100;
constexpr std::uint32_t kGroupSearch = 0010;
constexpr std::uint32_t kOtherSearch = 0001;

struct Bits {
  std::uint32_t owner;
  std::uint32_t group;
  std::uint32_t other;
};
constexpr Bits kRead = {kOwnerRead, kGroupRead, kOtherRead};
constexpr Bits kSearch = {kOwnerSearch, kGroupSearch, kOtherSearch};

// A class decides alone: an owner without the bit is refused even where others have it.
bool UserPasses(const Permissions& p, const Bits& bits, std::uint32_t uid) {
  return (p.mode & (p.uid == uid ? bits.owner : bits.other)) != 0;
}

bool GroupPasses(const Permissions& p, const Bits& bits, std::uint32_t gid) {
  return (p.mode & (p.gid == gid ? bits.group : bits.other)) != 0;
}

}  // namespace

ReadableBy ComputeReadableBy(const Permissions& file, const DirectoryChain* directories) {
  std::vector<std::uint32_t> uids = {file.uid};
  std::vector<std::uint32_t> gids = {file.gid};
  bool anyone = (file.mode & kOtherRead) != 0;
  for (const DirectoryChain* d = directories; d != nullptr; d = d->parent.get()) {
    uids.push_back(d->permissions.uid);
    gids.push_back(d->permissions.gid);
    anyone = anyone && (d->permissions.mode & kOtherSearch) != 0;
  }
  const auto keep = [&](std::vector<std::uint32_t>& ids, auto passes) {
    std::erase_if(ids, [&](std::uint32_t id) {
      if (!passes(file, kRead, id)) return true;
      for (const DirectoryChain* d = directories; d != nullptr; d = d->parent.get()) {
        if (!passes(d->permissions, kSearch, id)) return true;
      }
      return false;
    });
  };
  keep(uids, UserPasses);
  keep(gids, GroupPasses);
  uids.push_back(0);
  ReadableBy readable{.uids = std::move(uids), .gids = std::move(gids), .anyone = anyone};
  for (auto* ids : {&readable.uids, &readable.gids}) {
    std::ranges::sort(*ids);
    ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
  }
  return readable;
}

}  // namespace keytrail
