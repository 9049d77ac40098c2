// Calls something once when its time ran out, unless it was stopped before.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "base/mutex.h"

namespace keytrail::daemon {

class Watchdog {
 public:
  // `on_expiry` runs on the watchdog's thread, at most once. A limit of zero never expires.
  Watchdog(std::chrono::milliseconds limit, std::function<void()> on_expiry);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // True once the time ran out.
  bool expired() KT_EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  CondVar stopped_changed_;
  bool stopped_ KT_GUARDED_BY(mutex_) = false;
  bool expired_ KT_GUARDED_BY(mutex_) = false;
  std::jthread thread_;
};

}  // namespace keytrail::daemon
