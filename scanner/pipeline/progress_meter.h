// Counts files and bytes from all threads and reports now and then.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/mutex.h"
#include "scanner/pipeline/frame_sink.h"

namespace keytrail::pipeline {

// Threads: any.
class ProgressMeter {
 public:
  // `sink` must outlive the meter.
  explicit ProgressMeter(FrameSink& sink) : sink_(sink) {}

  void AddFile() { files_.fetch_add(1, std::memory_order_relaxed); }
  // Reports when the last report is old enough.
  void AddBytes(std::uint64_t bytes);
  // What lies ahead, in addition to what was known before.
  void AddAhead(std::uint64_t files, std::uint64_t bytes);
  // Reports at once.
  void SetStage(const std::string& stage);
  void Report();

 private:
  FrameSink& sink_;
  std::atomic<std::uint64_t> files_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<std::uint64_t> files_total_ = 0;
  std::atomic<std::uint64_t> bytes_total_ = 0;
  std::atomic<std::int64_t> next_report_ns_ = 0;
  Mutex mutex_;
  std::string stage_ KT_GUARDED_BY(mutex_) = "scanning";
};

}  // namespace keytrail::pipeline
