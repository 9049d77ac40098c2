#include "scanner/pipeline/rate_limiter.h"

#include <algorithm>

namespace keytrail::pipeline {

void RateLimiter::Spend(std::uint64_t bytes) {
  if (bytes_per_second_ == 0) return;
  const auto cost = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
      static_cast<double>(bytes) / static_cast<double>(bytes_per_second_)));
  MutexLock lock(mutex_);
  next_ = std::max(next_, Clock::now()) + cost;
  stopped_changed_.WaitFor(mutex_, next_ - Clock::now(), [this] { return stopped_; });
}

void RateLimiter::Stop() {
  MutexLock lock(mutex_);
  stopped_ = true;
  stopped_changed_.NotifyAll();
}

}  // namespace keytrail::pipeline
