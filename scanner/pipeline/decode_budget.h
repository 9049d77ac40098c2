// What decoding one file may still cost: bytes, members, depth and time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace keytrail::pipeline {

// Once anything ran out, nothing more is decoded in the file. Threads: one.
class DecodeBudget {
 public:
  // `clock` must outlive the budget.
  explicit DecodeBudget(const Clock& clock) : clock_(clock) {}

  void BeginFile(std::uint64_t file_bytes);

  // Each returns false when that is more than is left.
  bool SpendBytes(std::uint64_t bytes);
  bool SpendMember();
  bool SpendDepth(std::size_t depth);
  // Looks at the clock.
  bool HasTime();
  // For what has no size, such as texts that are open: notes that it ran out.
  void Exhaust() { exhausted_ = true; }

  bool exhausted() const { return exhausted_; }

 private:
  const Clock& clock_;
  std::uint64_t bytes_left_ = 0;
  std::uint64_t members_left_ = 0;
  std::uint64_t bytes_to_clock_ = 0;  // until the clock is looked at again
  Timestamp deadline_;
  bool exhausted_ = false;
};

}  // namespace keytrail::pipeline
