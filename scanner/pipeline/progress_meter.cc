#include "scanner/pipeline/progress_meter.h"

#include <utility>

namespace keytrail::pipeline {
namespace {

constexpr std::int64_t kReportEveryNs = 200'000'000;

std::int64_t MonotonicNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void ProgressMeter::AddBytes(std::uint64_t bytes) {
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
  const std::int64_t now = MonotonicNs();
  std::int64_t due = next_report_ns_.load(std::memory_order_relaxed);
  if (now >= due && next_report_ns_.compare_exchange_strong(due, now + kReportEveryNs)) Report();
}

void ProgressMeter::AddAhead(std::uint64_t files, std::uint64_t bytes) {
  files_total_.fetch_add(files, std::memory_order_relaxed);
  bytes_total_.fetch_add(bytes, std::memory_order_relaxed);
}

void ProgressMeter::SetStage(const std::string& stage) {
  {
    MutexLock lock(mutex_);
    stage_ = stage;
  }
  Report();
}

void ProgressMeter::Report() {
  ProgressFrame frame{.files = files_.load(std::memory_order_relaxed),
                      .bytes = bytes_.load(std::memory_order_relaxed),
                      .files_total = files_total_.load(std::memory_order_relaxed),
                      .bytes_total = bytes_total_.load(std::memory_order_relaxed),
                      .stage = {}};
  {
    MutexLock lock(mutex_);
    frame.stage = stage_;
  }
  static_cast<void>(sink_.Send(std::move(frame)));
}

}  // namespace keytrail::pipeline
