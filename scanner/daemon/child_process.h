// One child in a process group of its own, with a pipe each way. Ends with its owner.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/status.h"
#include "base/unique_fd.h"

namespace keytrail::daemon {

struct ChildExit {
  bool exited = false;  // false: by a signal
  int code = 0;         // exit code or signal number
};

// Not for sharing between threads, except KillGroup.
class ChildProcess {
 public:
  // Started by posix_spawn, never by a bare fork: this process runs gRPC. The child has descriptor
  // 3 to read from us, 4 to write to us, and of ours only standard error. Errors: kNotFound,
  // kPermissionDenied, kUnavailable.
  static StatusOr<ChildProcess> Spawn(const std::vector<std::string>& arguments);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  // Kills the group of a child that was not waited for, and reaps it.
  ~ChildProcess();

  int read_fd() const { return read_fd_.get(); }
  int write_fd() const { return write_fd_.get(); }
  pid_t pid() const { return pid_; }

  // Kills the child and everything it started. Threads: any, until Wait returned.
  void KillGroup() const;
  // Closes our ends, waits for the child, and kills what is left of its group.
  ChildExit Wait();

 private:
  ChildProcess(pid_t pid, UniqueFd read_fd, UniqueFd write_fd);

  pid_t pid_ = -1;
  UniqueFd read_fd_;
  UniqueFd write_fd_;
};

}  // namespace keytrail::daemon
