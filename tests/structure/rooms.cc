#include "rooms.h"

#include <algorithm>

namespace keytrail::structure {

const std::vector<Room>& Rooms() {
  static const std::vector<Room> kRooms = {
      {"base", "base", {}},
      {"model", "model", {"base"}},
      {"wire", "wire", {"model"}},
      {"disk", "scanner/disk", {"model"}},
      {"match", "scanner/match", {"model"}},
      {"decode", "scanner/decode", {"model"}},
      {"secret", "scanner/secret", {"model"}},
      {"facts", "scanner/facts", {"model"}},
      {"pipeline", "scanner/pipeline", {"disk", "match", "decode", "secret", "facts"}},
      {"authoring", "scanner/authoring", {"pipeline"}},
      {"worker", "scanner/worker", {"authoring", "wire"}},
      {"storage", "storage", {"model", "wire"}},
      {"access", "graph/access", {"model"}},
      {"graph", "graph", {"access", "model"}},
      {"daemon", "scanner/daemon", {"wire", "storage"}},
      {"rpc", "rpc", {"wire", "daemon", "graph"}},
      {"cli", "cli", {"rpc"}},
  };
  return kRooms;
}

const Room* RoomOf(std::string_view path) {
  const Room* innermost = nullptr;
  for (const Room& room : Rooms()) {
    const bool inside = path.starts_with(room.directory) && path.size() > room.directory.size() &&
                        path[room.directory.size()] == '/';
    if (inside && (innermost == nullptr || room.directory.size() > innermost->directory.size())) {
      innermost = &room;
    }
  }
  return innermost;
}

const Room* RoomNamed(std::string_view name) {
  const auto found = std::ranges::find(Rooms(), name, &Room::name);
  return found == Rooms().end() ? nullptr : &*found;
}

std::set<std::string_view> Below(const Room& room) {
  std::set<std::string_view> below = {room.name};
  for (const std::string_view name : room.includes) below.merge(Below(*RoomNamed(name)));
  return below;
}

const std::vector<Library>& Libraries() {
  static const std::vector<Library> kLibraries = {
      {"guestfs.h", {"scanner/disk/"}},
      {"ext2fs/", {"scanner/disk/"}},
      {"tsk/", {"scanner/disk/"}},
      {"libnbd.h", {"scanner/disk/"}},
      {"blkid/", {"scanner/disk/"}},
      {"hs.h", {"scanner/match/"}},
      {"hs/", {"scanner/match/"}},
      {"re2/", {"scanner/match/"}},
      {"yaml-cpp/", {"scanner/match/"}},
      {"archive.h", {"scanner/decode/"}},
      {"archive_entry.h", {"scanner/decode/"}},
      {"zlib.h", {"scanner/decode/"}},
      {"systemd/", {"scanner/facts/journal.cc"}},
      {"openssl/", {"scanner/secret/", "base/digest.cc"}},
      {"sqlite3.h", {"storage/"}},
      {"grpc/", {"rpc/"}},
      {"grpcpp/", {"rpc/"}},
      {"google/protobuf/", {"wire/", "rpc/"}},
      {"keytrail/v1/service.grpc.pb.h", {"rpc/"}},
      {"keytrail/v1/", {"wire/", "rpc/"}},
      {"nlohmann/", {"cli/"}},
      {"CLI/", {"cli/"}},
      {"spdlog/", {"base/log.cc"}},
      {"absl/", {"base/status.h"}},
  };
  return kLibraries;
}

}  // namespace keytrail::structure
