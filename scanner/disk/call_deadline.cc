#include "scanner/disk/call_deadline.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace keytrail::disk {
namespace {

// The parent of process `pid`, or 0. The name in parentheses may hold anything, so its last
// parenthesis counts.
pid_t ParentOf(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 4 > line.size()) return 0;
  pid_t parent = 0;
  const char* const begin = line.data() + name_end + 4;
  std::from_chars(begin, line.data() + line.size(), parent);
  return parent;
}

}  // namespace

std::vector<pid_t> ChildProcesses() {
  std::vector<pid_t> children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ptr != name.data() + name.size()) continue;
    if (ParentOf(name) == ::getpid()) children.push_back(pid);
  }
  return children;
}

CallDeadline::CallDeadline(std::chrono::milliseconds limit)
    : watcher_([this, limit] { Watch(limit); }) {}

CallDeadline::~CallDeadline() {
  {
    MutexLock lock(mutex_);
    ended_ = true;
  }
  changed_.NotifyAll();
}

bool CallDeadline::passed() {
  MutexLock lock(mutex_);
  return passed_;
}

void CallDeadline::Watch(std::chrono::milliseconds limit) {
  {
    MutexLock lock(mutex_);
    if (changed_.WaitFor(mutex_, limit, [this] { return ended_; })) return;
    passed_ = true;
  }
  for (const pid_t child : ChildProcesses()) ::kill(child, SIGKILL);
}

}  // namespace keytrail::disk
