// Rules told from include lines and CMake calls.
#include <algorithm>
#include <map>
#include <sstream>

#include "rooms.h"
#include "rules.h"

namespace keytrail::structure {
namespace {

std::string At(const SourceFile& file, std::size_t line) {
  return file.path + ":" + std::to_string(line) + ": ";
}

bool IsTest(const SourceFile& file) { return file.path.starts_with("tests/"); }

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool IsAtHome(const SourceFile& file, const Library& library) {
  return std::ranges::any_of(library.homes,
                             [&](std::string_view home) { return file.path.starts_with(home); });
}

// The first library whose headers `target` belongs to, or null.
const Library* LibraryOf(std::string_view target) {
  const auto found = std::ranges::find_if(Libraries(), [&](const Library& library) {
    return target.starts_with(library.header_prefix);
  });
  return found == Libraries().end() ? nullptr : &*found;
}

bool HasLine(const SourceFile& file, const std::string& beginning) {
  return std::ranges::any_of(file.lines,
                             [&](const std::string& line) { return line.starts_with(beginning); });
}

// Whether CMake comes to `folder`: tests/CMakeLists.txt reaches its own folders, and those the ones
// that they add.
bool IsReached(const std::string& folder, const std::vector<SourceFile>& cmake_lists) {
  const std::string parent = FolderOf(folder);
  if (parent == "tests") return true;
  const auto list = std::ranges::find(cmake_lists, parent + "/CMakeLists.txt", &SourceFile::path);
  if (list == cmake_lists.end()) return false;
  const std::string name = folder.substr(parent.size() + 1);
  return HasLine(*list, "add_subdirectory(" + name + ")") && IsReached(parent, cmake_lists);
}

// The words of a CMake call behind `keyword`, up to the next all-capital word or the end.
std::vector<std::string> WordsBehind(const std::string& call, const std::string& keyword) {
  std::istringstream words(call);
  std::vector<std::string> behind;
  bool inside = false;
  for (std::string word; words >> word;) {
    if (word == keyword) {
      inside = true;
    } else if (std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; })) {
      inside = false;
    } else if (inside) {
      behind.push_back(word);
    }
  }
  return behind;
}

// `text` of the whole call that begins on line `first`, without its parentheses.
std::string CallText(const SourceFile& file, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < file.lines.size(); ++i) {
    text += " " + file.lines[i];
    if (file.lines[i].find(')') != std::string::npos) break;
  }
  std::ranges::replace_if(
      text, [](char c) { return c == '(' || c == ')'; }, ' ');
  return text;
}

}  // namespace

Violations CheckArrows(const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const SourceFile& file : sources) {
    const Room* room = RoomOf(file.path);
    if (room == nullptr || IsTest(file)) continue;
    const std::set<std::string_view> below = Below(*room);
    for (const Include& include : IncludesOf(file)) {
      if (include.target.starts_with("tests/")) {
        violations.push_back(At(file, include.line) + "includes a test's header");
      }
      const Room* other = RoomOf(include.target);
      if (!include.quoted || other == nullptr || below.contains(other->name)) continue;
      violations.push_back(At(file, include.line) + "room " + std::string(room->name) +
                           " may not include " + include.target + ": no arrow leads to room " +
                           std::string(other->name));
    }
  }
  return violations;
}

Violations CheckLinkedRooms(const std::vector<SourceFile>& cmake_lists) {
  Violations violations;
  for (const SourceFile& file : cmake_lists) {
    const Room* room = RoomOf(file.path);
    if (room == nullptr) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!file.lines[i].starts_with("keytrail_room(")) continue;
      const std::set<std::string_view> below = Below(*room);
      for (const std::string& linked : WordsBehind(CallText(file, i), "ROOMS")) {
        if (linked == "proto" || below.contains(linked)) continue;
        violations.push_back(At(file, i + 1) + "room " + std::string(room->name) +
                             " may not link room " + linked);
      }
    }
  }
  return violations;
}

Violations CheckThirdParty(const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const SourceFile& file : sources) {
    if (IsTest(file)) continue;
    for (const Include& include : IncludesOf(file)) {
      const Library* library = LibraryOf(include.target);
      if (library == nullptr || IsAtHome(file, *library)) continue;
      violations.push_back(At(file, include.line) + include.target + " is included only in " +
                           std::string(library->homes.front()));
    }
  }
  return violations;
}

Violations CheckLonelyHeaders(const std::vector<SourceFile>& sources) {
  std::set<std::string> included;
  for (const SourceFile& file : sources) {
    for (const Include& include : IncludesOf(file)) {
      included.insert(include.target);
      included.insert(FolderOf(file.path) + "/" + include.target);
    }
  }
  Violations violations;
  for (const SourceFile& file : sources) {
    if (!file.path.ends_with(".h") || included.contains(file.path)) continue;
    violations.push_back(file.path + ": nobody includes it: delete it");
  }
  return violations;
}

Violations CheckRegisteredTests(const std::vector<SourceFile>& sources,
                                const std::vector<SourceFile>& cmake_lists) {
  std::set<std::string> registered;
  for (const SourceFile& file : cmake_lists) {
    if (HasLine(file, "keytrail_tests(") && IsReached(FolderOf(file.path), cmake_lists)) {
      registered.insert(FolderOf(file.path));
    }
  }
  Violations violations;
  for (const SourceFile& file : sources) {
    if (!file.path.ends_with("_test.cc") || registered.contains(FolderOf(file.path))) continue;
    violations.push_back(file.path + ": no keytrail_tests() builds it: it never runs");
  }
  return violations;
}

}  // namespace keytrail::structure
