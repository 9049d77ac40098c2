// The frames between a supervisor and its worker as bytes. Format: docs/formats/worker-frames.md.
//
// The worker parses guest bytes and is not believed: DecodeWorkerFrame takes only what a worker may
// say (no ids, no fingerprint, no machine), within bounds, with enumerators that exist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/status.h"
#include "model/job.h"

namespace keytrail::wire {

// Both sides are of one build; another version in a hello is refused.
inline constexpr std::uint32_t kWorkerProtocolVersion = 1;

// Shape: never more than limits::kFrameBytesMax. What does not fit is dropped and said: a file then
// counts as not read to its end ("frame_limit"), a walk as incomplete.
std::string EncodeFrame(const WorkerFrame& frame);

// A job larger than limits::kFrameBytesMax is refused by WriteFrame.
std::string EncodeFrame(const SupervisorFrame& frame);

// Errors: kInvalidArgument (not a frame, a field out of its bounds, another protocol version).
// Never crashes, whatever the bytes.
StatusOr<WorkerFrame> DecodeWorkerFrame(std::span<const std::byte> bytes);
StatusOr<SupervisorFrame> DecodeSupervisorFrame(std::span<const std::byte> bytes);

}  // namespace keytrail::wire
