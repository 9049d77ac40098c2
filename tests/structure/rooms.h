// The table of rooms: which may include which, and where each third-party library is at home. The
// same table for people is in docs/architecture.md.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::structure {

struct Room {
  std::string_view name;       // as in keytrail_room(name …)
  std::string_view directory;  // below the root
  std::vector<std::string_view> includes;
};

const std::vector<Room>& Rooms();

// The room that a path or an include lies in (the innermost one), or null: tests, generated
// headers.
const Room* RoomOf(std::string_view path);
const Room* RoomNamed(std::string_view name);

// The names of all rooms that `room` may include: itself, and what its arrows lead to.
std::set<std::string_view> Below(const Room& room);

struct Library {
  std::string_view header_prefix;       // "sqlite3.h", "re2/"
  std::vector<std::string_view> homes;  // directories or files where it may be included
};

const std::vector<Library>& Libraries();

}  // namespace keytrail::structure
