// SIGINT and SIGTERM as a flag that long work looks at.
#pragma once

#include <atomic>
#include <thread>

#include "base/unique_fd.h"

namespace keytrail::cli {

// Made before any other thread, so that all inherit the blocked signals. The second signal ends the
// process at once, in the usual way. SIGPIPE is ignored from then on: a worker that is gone is an
// error of its pipe.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // True once a signal arrived.
  const std::atomic<bool>& flag() const { return flag_; }
  // Blocks until a signal arrived.
  void Wait() const { flag_.wait(false); }

 private:
  void Listen();

  std::atomic<bool> flag_ = false;
  UniqueFd signals_;
  UniqueFd stop_;
  std::jthread listener_;
};

}  // namespace keytrail::cli
