// Frames on a pipe: four bytes of length, little-endian, then the payload. Format:
// docs/formats/worker-frames.md. Not the meaning of the payload, which is wire/frame.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace keytrail::wire {

inline constexpr std::size_t kFrameHeaderBytes = 4;

// Reads frames from a blocking descriptor. Threads: one at a time.
class FrameReader {
 public:
  // `fd` is not owned and must outlive the reader.
  explicit FrameReader(int fd) : fd_(fd) {}

  // Blocks for the next payload; nothing at a clean end of the stream, between two frames. Errors:
  // kDataLoss (the stream ends inside a frame), kInvalidArgument (a length above
  // limits::kFrameBytesMax), kUnavailable (the descriptor fails). After an error the stream is out
  // of step: no further call.
  StatusOr<std::optional<std::string>> Next();

  // True when bytes of the next payload were read already, so that the descriptor alone no longer
  // tells whether one is on its way.
  bool HasBuffered() const { return position_ < buffer_.size(); }

 private:
  StatusOr<std::size_t> FillBuffer(std::size_t size_wanted);

  const int fd_;
  std::string buffer_;  // read and not yet handed out, from position_ on
  std::size_t position_ = 0;
};

// Writes one frame to a blocking descriptor, whole. The process must ignore SIGPIPE. Errors:
// kInvalidArgument (larger than limits::kFrameBytesMax), kUnavailable (the other side is gone, or
// the descriptor fails). Threads: one at a time per descriptor.
Status WriteFrame(int fd, std::string_view payload);

}  // namespace keytrail::wire
