// What looking for logins may still cost on one machine: bytes and time, all its files together.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/limits.h"

namespace keytrail::pipeline {

// Threads: any. Time that several threads spend adds up.
class LoginBudget {
 public:
  explicit LoginBudget(std::uint64_t bytes = limits::kLoginBytesPerMachine,
                       std::int64_t time_ns = limits::kLoginSecondsPerMachine * 1'000'000'000)
      : bytes_left_(bytes), time_left_ns_(time_ns) {}

  // Takes as many of `bytes` as are left, and says how many that is.
  std::uint64_t TakeBytes(std::uint64_t bytes) {
    std::uint64_t left = bytes_left_.load();
    while (!bytes_left_.compare_exchange_weak(left, left - (bytes < left ? bytes : left))) {
    }
    return bytes < left ? bytes : left;
  }

  void SpendTime(std::int64_t ns) { time_left_ns_ -= ns; }
  // Not positive when it ran out.
  std::int64_t time_left_ns() const { return time_left_ns_.load(); }

 private:
  std::atomic<std::uint64_t> bytes_left_;
  std::atomic<std::int64_t> time_left_ns_;
};

}  // namespace keytrail::pipeline
