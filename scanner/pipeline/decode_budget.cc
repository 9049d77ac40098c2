#include "scanner/pipeline/decode_budget.h"

#include <algorithm>

#include "base/limits.h"

namespace keytrail::pipeline {
namespace {

constexpr std::uint64_t kBytesPerLookAtClock = 1024 * 1024;
// A member costs about as much as so many bytes, however small it is.
constexpr std::uint64_t kBytesPerMember = 1024;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

}  // namespace

void DecodeBudget::BeginFile(std::uint64_t file_bytes) {
  // Sizes that a disk states may be absurd.
  const std::uint64_t bytes = std::min<std::uint64_t>(file_bytes, 1ULL << 40);
  bytes_left_ = limits::kDecodedBytesPerFile + bytes * limits::kDecodedBytesPerByte;
  members_left_ = limits::kDecodedMembersPerFileMax;
  bytes_to_clock_ = kBytesPerLookAtClock;
  const auto seconds = limits::kDecodeSecondsPerFile +
                       static_cast<std::int64_t>(bytes / limits::kDecodeBytesPerSecond);
  deadline_ = {clock_.Now().ns + seconds * kNsPerSecond};
  exhausted_ = false;
}

bool DecodeBudget::SpendBytes(std::uint64_t bytes) {
  if (bytes > bytes_left_) exhausted_ = true;
  if (exhausted_) return false;
  bytes_left_ -= bytes;
  bytes_to_clock_ -= std::min(bytes_to_clock_, bytes);
  if (bytes_to_clock_ > 0) return true;
  bytes_to_clock_ = kBytesPerLookAtClock;
  return HasTime();
}

bool DecodeBudget::SpendMember() {
  if (members_left_ == 0) exhausted_ = true;
  if (!SpendBytes(kBytesPerMember)) return false;
  --members_left_;
  return true;
}

bool DecodeBudget::SpendDepth(std::size_t depth) {
  if (depth > limits::kDecodeDepthMax) exhausted_ = true;
  return !exhausted_;
}

bool DecodeBudget::HasTime() {
  if (clock_.Now() > deadline_) exhausted_ = true;
  return !exhausted_;
}

}  // namespace keytrail::pipeline
