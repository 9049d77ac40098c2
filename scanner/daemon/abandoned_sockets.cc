#include "scanner/daemon/abandoned_sockets.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <vector>

namespace keytrail::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "libguestfs";

std::set<std::string> BoundSockets(const std::string& list) {
  std::set<std::string> bound;
  std::ifstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t path = line.find(" /");
    if (path != std::string::npos) bound.insert(line.substr(path + 1));
  }
  return bound;
}

bool IsOurDirectory(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid();
}

bool IsAbandoned(const std::string& directory, const std::set<std::string>& bound) {
  std::error_code error;
  bool any = false;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (!fs::is_socket(entry.symlink_status(error)) || bound.contains(entry.path())) return false;
    any = true;
  }
  return any && !error;
}

}  // namespace

void RemoveAbandonedSockets(const SocketPlaces& places) {
  std::error_code error;
  std::vector<std::string> candidates;
  for (const fs::directory_entry& entry : fs::directory_iterator(places.parent, error)) {
    if (entry.path().filename().string().starts_with(kPrefix)) candidates.push_back(entry.path());
  }
  if (candidates.empty()) return;
  // Listed first and looked at afterwards: a socket that is bound in between is in neither list,
  // but its directory was no candidate then.
  const std::set<std::string> bound = BoundSockets(places.bound_sockets);
  for (const std::string& candidate : candidates) {
    if (IsOurDirectory(candidate) && IsAbandoned(candidate, bound)) {
      fs::remove_all(candidate, error);
    }
  }
}

}  // namespace keytrail::daemon
