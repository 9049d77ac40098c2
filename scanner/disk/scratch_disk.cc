#include "scanner/disk/scratch_disk.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/limits.h"
#include "scanner/disk/errno_status.h"
#include "scanner/disk/image_file.h"

namespace keytrail::disk {
namespace {

constexpr std::size_t kZerosBytes = 256 * 1024;
// A cursor names each directory on the way down.
constexpr std::size_t kLiveDirectoriesMax = limits::kPathDepthMax + 2;

Status WriteAt(int fd, std::uint64_t offset, std::span<const std::byte> bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count =
        ::pwrite(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count > 0) done += static_cast<std::size_t>(count);
    if (count <= 0 && errno != EINTR) return ErrnoStatus(errno, "cannot write the scratch disk");
  }
  return OkStatus();
}

template <typename T>
void Append(std::vector<std::byte>& bytes, const T* values, std::size_t count) {
  const auto* first = reinterpret_cast<const std::byte*>(values);
  bytes.insert(bytes.end(), first, first + count * sizeof(T));
}

Status Damaged(const std::string& how) {
  return MakeError(StatusCode::kDataLoss,
                   fmt::format("cannot read the probe's answer: {}: scan again", how));
}

}  // namespace

StatusOr<ScratchDisk> ScratchDisk::Create(const std::string& directory, std::uint64_t bytes) {
  bytes = bytes / probe::kBlockBytes * probe::kBlockBytes;
  if (bytes < probe::kScratchBytesMin) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot make the scratch disk: {} bytes are too few: give at "
                                 "least {}",
                                 bytes, probe::kScratchBytesMin));
  }
  const std::string path = directory + "/scratch.img";
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid() || ::ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0) {
    return ErrnoStatus(errno, fmt::format("cannot make the scratch disk in {}", directory));
  }
  return ScratchDisk(std::move(fd), path, bytes);
}

Status ScratchDisk::WriteRequest(const Request& request) {
  KT_RETURN_IF_ERROR(Wipe());
  if (request.cursor.size() > probe::kCursorBytesMax ||
      request.stale.size() > probe::kStaleRangesMax) {
    return MakeError(StatusCode::kInvalidArgument,
                     "cannot ask the probe: the request is too long: scan the volume in parts");
  }
  probe::Request head;
  head.magic = probe::kRequestMagic;
  head.version = probe::kVersion;
  head.verb = request.verb;
  KT_CHECK(::getrandom(head.nonce, sizeof(head.nonce), 0) == ssize_t{sizeof(head.nonce)});
  head.scratch_bytes = bytes_;
  head.volume = request.volume;
  head.map_extents = request.map_extents ? 1 : 0;
  head.entries_max = request.entries_max;
  head.inode = request.inode;
  head.file_offset = request.file_offset;
  head.cursor_bytes = static_cast<std::uint32_t>(request.cursor.size());
  head.stale_ranges = static_cast<std::uint32_t>(request.stale.size());
  nonce_.clear();
  Append(nonce_, head.nonce, sizeof(head.nonce));
  std::vector<std::byte> bytes;
  Append(bytes, &head, 1);
  Append(bytes, request.cursor.data(), request.cursor.size());
  Append(bytes, request.stale.data(), request.stale.size());
  return WriteAt(fd_.get(), probe::kRequestOffset, bytes);
}

StatusOr<ScratchDisk::Answer> ScratchDisk::ReadAnswer() {
  std::vector<std::byte> area(probe::kResponseBytes);
  KT_ASSIGN_OR_RETURN(const auto filled, ReadAt(fd_.get(), probe::kResponseOffset, area));
  if (filled.size() != area.size()) return Damaged("it is cut short");
  Answer answer;
  probe::Response& head = answer.head;
  std::memcpy(&head, area.data(), sizeof(head));
  const bool ours = head.magic == probe::kResponseMagic && head.version == probe::kVersion &&
                    nonce_.size() == sizeof(head.nonce) &&
                    std::memcmp(head.nonce, nonce_.data(), nonce_.size()) == 0;
  if (!ours) return Damaged("it answers another question");
  if (head.metadata_bytes > layout_.metadata_bytes || head.content_bytes > layout_.content_bytes ||
      head.cursor_bytes > probe::kCursorBytesMax || head.live_directories > kLiveDirectoriesMax) {
    return Damaged("its lengths are impossible");
  }
  const std::byte* behind = area.data() + sizeof(head);
  answer.cursor.assign(reinterpret_cast<const char*>(behind), head.cursor_bytes);
  answer.live_directories.resize(head.live_directories);
  if (head.live_directories > 0) {
    std::memcpy(answer.live_directories.data(), behind + head.cursor_bytes,
                head.live_directories * sizeof(std::uint32_t));
  }
  answer.metadata.resize(head.metadata_bytes);
  KT_ASSIGN_OR_RETURN(const auto metadata,
                      ReadAt(fd_.get(), probe::kMetadataOffset, answer.metadata));
  if (metadata.size() != answer.metadata.size()) return Damaged("its metadata is cut short");
  return answer;
}

StatusOr<std::span<const std::byte>> ScratchDisk::ReadContent(std::uint64_t place,
                                                              std::span<std::byte> buffer) const {
  const std::uint64_t left = place < layout_.content_bytes ? layout_.content_bytes - place : 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
  return ReadAt(fd_.get(), layout_.content_offset + place, buffer.first(wanted));
}

Status ScratchDisk::Wipe() {
  const auto end = static_cast<off_t>(bytes_);
  for (off_t offset = 0; offset < end;) {
    const off_t data = ::lseek(fd_.get(), offset, SEEK_DATA);
    if (data < 0 && errno == ENXIO) break;
    const off_t hole = data < 0 ? end : ::lseek(fd_.get(), data, SEEK_HOLE);
    const off_t begin = data < 0 ? offset : data;
    offset = hole < 0 ? end : hole;
    KT_RETURN_IF_ERROR(
        WipeRange(static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(offset - begin)));
  }
  return OkStatus();
}

Status ScratchDisk::WipeRange(std::uint64_t offset, std::uint64_t bytes) {
  static constexpr std::array<std::byte, kZerosBytes> kZeros{};
  for (std::uint64_t done = 0; done < bytes;) {
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(kZerosBytes, bytes - done));
    KT_RETURN_IF_ERROR(WriteAt(fd_.get(), offset + done, std::span(kZeros).first(step)));
    done += step;
  }
  // Not every file system can punch; the zeros are what counts.
  static_cast<void>(::fallocate(fd_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                static_cast<off_t>(offset), static_cast<off_t>(bytes)));
  return OkStatus();
}

}  // namespace keytrail::disk
