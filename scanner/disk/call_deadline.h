// A wall-clock limit on a blocking call of libguestfs: when it passes, the processes that the call
// waits for are killed, so that it returns.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace keytrail::disk {

class CallDeadline {
 public:
  // When `limit` passes before this ends, every child of this process is killed: in a worker they
  // are the appliance's.
  explicit CallDeadline(std::chrono::milliseconds limit);
  ~CallDeadline();
  CallDeadline(const CallDeadline&) = delete;
  CallDeadline& operator=(const CallDeadline&) = delete;

  bool passed() KT_EXCLUDES(mutex_);

 private:
  void Watch(std::chrono::milliseconds limit) KT_EXCLUDES(mutex_);

  Mutex mutex_;
  CondVar changed_;
  bool ended_ KT_GUARDED_BY(mutex_) = false;
  bool passed_ KT_GUARDED_BY(mutex_) = false;
  std::jthread watcher_;  // last: ends before what it uses
};

// The direct children of this process. Source: proc(5), /proc/pid/stat.
std::vector<pid_t> ChildProcesses();

}  // namespace keytrail::disk
