// Keeps all reading threads together under a number of bytes per second.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/mutex.h"

namespace keytrail::pipeline {

// Threads: any.
class RateLimiter {
 public:
  // Zero: no limit.
  explicit RateLimiter(std::uint64_t bytes_per_second) : bytes_per_second_(bytes_per_second) {}

  // Accounts for `bytes` just read, and blocks until the rate allows the next. Returns early after
  // Stop.
  void Spend(std::uint64_t bytes);
  void Stop();

 private:
  using Clock = std::chrono::steady_clock;

  const std::uint64_t bytes_per_second_;
  Mutex mutex_;
  CondVar stopped_changed_;
  bool stopped_ KT_GUARDED_BY(mutex_) = false;
  Clock::time_point next_ KT_GUARDED_BY(mutex_) = Clock::now();
};

}  // namespace keytrail::pipeline
