#include "wire/frame_stream.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "base/limits.h"

namespace keytrail::wire {
namespace {

constexpr std::size_t kReadAheadBytes = 64 * 1024;

std::array<char, kFrameHeaderBytes> EncodeLength(std::size_t length) {
  std::array<char, kFrameHeaderBytes> header{};
  for (std::size_t i = 0; i < header.size(); ++i) {
    header[i] = static_cast<char>(length >> (8 * i) & 0xFFU);
  }
  return header;
}

std::size_t DecodeLength(std::string_view header) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kFrameHeaderBytes; ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(header[i])) << (8 * i);
  }
  return length;
}

Status PipeError(const char* what, int error) {
  return MakeError(StatusCode::kUnavailable,
                   fmt::format("{} the pipe between supervisor and worker: {}: the other side has "
                               "ended or is ending",
                               what, std::strerror(error)));
}

}  // namespace

// Returns how many bytes are there, which is less than wanted only at the end of the stream.
StatusOr<std::size_t> FrameReader::FillBuffer(std::size_t size_wanted) {
  while (buffer_.size() - position_ < size_wanted) {
    buffer_.erase(0, position_);
    position_ = 0;
    const std::size_t filled = buffer_.size();
    buffer_.resize(filled + std::max(size_wanted - filled, kReadAheadBytes));
    const ssize_t count = ::read(fd_, buffer_.data() + filled, buffer_.size() - filled);
    const int error = errno;
    buffer_.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) break;
    if (count < 0 && error != EINTR) return PipeError("reading", error);
  }
  return buffer_.size() - position_;
}

StatusOr<std::optional<std::string>> FrameReader::Next() {
  KT_ASSIGN_OR_RETURN(std::size_t available, FillBuffer(kFrameHeaderBytes));
  if (available == 0) return std::optional<std::string>();
  const auto truncated = [] {
    return MakeError(StatusCode::kDataLoss,
                     "the pipe between supervisor and worker ended inside a frame: the other side "
                     "died while writing: what it had not finished is lost");
  };
  if (available < kFrameHeaderBytes) return truncated();
  const std::size_t length = DecodeLength(std::string_view(buffer_).substr(position_));
  if (length > limits::kFrameBytesMax) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("a frame of {} bytes: more than the {} allowed: the stream is out "
                                 "of step, it will be closed",
                                 length, limits::kFrameBytesMax));
  }
  KT_ASSIGN_OR_RETURN(available, FillBuffer(kFrameHeaderBytes + length));
  if (available < kFrameHeaderBytes + length) return truncated();
  std::string payload = buffer_.substr(position_ + kFrameHeaderBytes, length);
  position_ += kFrameHeaderBytes + length;
  return std::optional<std::string>(std::move(payload));
}

Status WriteFrame(int fd, std::string_view payload) {
  if (payload.size() > limits::kFrameBytesMax) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("writing a frame of {} bytes: more than the {} allowed: send less",
                                 payload.size(), limits::kFrameBytesMax));
  }
  std::array<char, kFrameHeaderBytes> header = EncodeLength(payload.size());
  std::array<iovec, 2> parts = {iovec{header.data(), header.size()},
                                iovec{const_cast<char*>(payload.data()), payload.size()}};
  while (parts[0].iov_len + parts[1].iov_len > 0) {
    const ssize_t count = ::writev(fd, parts.data(), static_cast<int>(parts.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return PipeError("writing", errno);
    auto written = static_cast<std::size_t>(count);
    for (iovec& part : parts) {
      const std::size_t taken = std::min(part.iov_len, written);
      part.iov_base = static_cast<char*>(part.iov_base) + taken;
      part.iov_len -= taken;
      written -= taken;
    }
  }
  return OkStatus();
}

}  // namespace keytrail::wire
