#include "scanner/daemon/watchdog.h"

#include <utility>

namespace keytrail::daemon {

Watchdog::Watchdog(std::chrono::milliseconds limit, std::function<void()> on_expiry) {
  if (limit.count() == 0) return;
  thread_ = std::jthread([this, limit, on_expiry = std::move(on_expiry)] {
    {
      MutexLock lock(mutex_);
      if (stopped_changed_.WaitFor(mutex_, limit, [this] { return stopped_; })) return;
      expired_ = true;
    }
    on_expiry();
  });
}

Watchdog::~Watchdog() {
  MutexLock lock(mutex_);
  stopped_ = true;
  stopped_changed_.NotifyAll();
}

bool Watchdog::expired() {
  MutexLock lock(mutex_);
  return expired_;
}

}  // namespace keytrail::daemon
