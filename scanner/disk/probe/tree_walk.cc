#include "scanner/disk/probe/tree_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/limits.h"
#include "scanner/disk/link_target.h"
#include "scanner/disk/probe/content_copy.h"
#include "scanner/disk/probe/file_extents.h"

namespace keytrail::disk::probe {
namespace {

constexpr std::size_t kNamesBytes = 32 * 1024;
constexpr std::uint64_t kStatBlockBytes = 512;
// An extent of a copy takes room in both areas; more pieces than this and the file comes later.
constexpr std::size_t kCopiedExtentsMax = 4096;

bool HasSubvolumes(int directory) {
  struct statfs status {};
  return ::fstatfs(directory, &status) == 0 && status.f_type == BTRFS_SUPER_MAGIC;
}

bool IsDotName(std::string_view name) { return name == "." || name == ".."; }

// What a copy will need, as far as the metadata tells.
std::uint64_t StoredBytes(const struct stat& status) {
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto stored = static_cast<std::uint64_t>(status.st_blocks) * kStatBlockBytes;
  return std::min(size, stored) + 2 * kBlockBytes;
}

}  // namespace

UniqueFd OpenBelow(int directory, const char* name, int extra_flags) {
  return UniqueFd(::openat(
      directory, name,
      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOATIME | extra_flags));
}

TreeWalk::TreeWalk(const RequestMessage& request, AreaWriter& metadata, AreaWriter& content)
    : request_(request),
      metadata_(metadata),
      content_(content),
      records_(metadata),
      layout_(LayoutOf(request.head.scratch_bytes)) {}

TreeWalk::End TreeWalk::Run(const char* root) {
  if (!(request_.cursor.empty() ? Begin(root) : Resume(root))) return End::kFailed;
  while (!levels_.empty()) {
    if (!records_.HasRoom(1)) return End::kRoomEnd;
    Level& level = levels_.back();
    if (level.next == level.names.size() && !Fill(level)) {
      levels_.pop_back();
      continue;
    }
    if (entries_ >= request_.head.entries_max) return End::kEntryLimit;
    switch (VisitNext()) {
      case Visit::kDone: break;
      case Visit::kNoRoom: return End::kRoomEnd;
      case Visit::kFailed: return End::kFailed;
    }
  }
  return End::kTreeEnd;
}

Cursor TreeWalk::cursor() const {
  Cursor cursor{.next_number = next_number_, .entries = entries_, .levels = {}};
  for (const Level& level : levels_) cursor.levels.push_back(level.at);
  return cursor;
}

bool TreeWalk::Begin(const char* root) {
  Level level;
  level.fd.Reset(::open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (!level.fd.valid() || ::fstat(level.fd.get(), &status) != 0) return false;
  device_ = status.st_dev;
  has_subvolumes_ = HasSubvolumes(level.fd.get());
  level.at.inode = status.st_ino;
  level.at.number = kRootDirectory;
  visited_directories_.insert(status.st_ino);
  levels_.push_back(std::move(level));
  ++entries_;
  return records_.PutEntry({.parent = kRootDirectory, .number = kRootDirectory, .name = ""},
                           status);
}

bool TreeWalk::Resume(const char* root) {
  std::optional<Cursor> cursor = DecodeCursor(request_.cursor);
  if (!cursor.has_value() || cursor->levels.empty()) return false;
  next_number_ = cursor->next_number;
  entries_ = cursor->entries;
  std::size_t path_bytes = 0;
  for (CursorLevel& at : cursor->levels) {
    Level level;
    level.fd = levels_.empty() ? UniqueFd(::open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
                               : OpenBelow(levels_.back().fd.get(), at.name.c_str(), O_DIRECTORY);
    struct stat status {};
    if (!level.fd.valid() || ::fstat(level.fd.get(), &status) != 0) return false;
    if (levels_.empty()) {
      device_ = status.st_dev;
      has_subvolumes_ = HasSubvolumes(level.fd.get());
    }
    MakeUnique(status);
    if (status.st_ino != at.inode) return false;
    if (::lseek(level.fd.get(), static_cast<off_t>(at.position), SEEK_SET) < 0) return false;
    visited_directories_.insert(at.inode);
    path_bytes += at.name.size() + 1;
    level.path_bytes = path_bytes;
    level.at = std::move(at);
    levels_.push_back(std::move(level));
  }
  return true;
}

// False when the directory ended.
bool TreeWalk::Fill(Level& level) {
  level.names.resize(kNamesBytes);
  level.next = 0;
  const ssize_t bytes = ::getdents64(level.fd.get(), level.names.data(), level.names.size());
  if (bytes < 0) {
    static_cast<void>(records_.PutException(level.at.number, "", ReasonOf(errno)));
  }
  level.names.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  return bytes > 0;
}

TreeWalk::Visit TreeWalk::VisitNext() {
  Level& level = levels_.back();
  const std::size_t level_index = levels_.size() - 1;
  const auto* entry = reinterpret_cast<const dirent64*>(level.names.data() + level.next);
  const auto behind = static_cast<std::uint64_t>(entry->d_off);
  const std::size_t next = level.next + entry->d_reclen;
  const std::string name = entry->d_name;
  const Visit visit = IsDotName(name) ? Visit::kDone : VisitEntry(behind, name);
  if (visit == Visit::kDone) {
    levels_[level_index].next = next;
    levels_[level_index].at.position = behind;
  }
  return visit;
}

TreeWalk::Visit TreeWalk::VisitEntry(std::uint64_t resume_position, std::string_view name) {
  struct stat status {};
  if (::fstatat(levels_.back().fd.get(), std::string(name).c_str(), &status,
                AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) {
    return Except(name, ReasonOf(errno));
  }
  MakeUnique(status);
  const Visit visit = S_ISDIR(status.st_mode)   ? VisitDirectory(resume_position, name, status)
                      : S_ISREG(status.st_mode) ? VisitRegular(name, status)
                      : S_ISLNK(status.st_mode) ? VisitLink(name, status)
                                                : Put(name, status, Placement::kNone);
  if (visit == Visit::kDone) ++entries_;
  return visit;
}

TreeWalk::Visit TreeWalk::VisitDirectory(std::uint64_t resume_position, std::string_view name,
                                         const struct stat& status) {
  Level& parent = levels_.back();
  Level level;
  level.at = {
      .number = next_number_, .inode = status.st_ino, .position = 0, .name = std::string(name)};
  level.path_bytes = parent.path_bytes + 1 + name.size();
  if (!records_.PutEntry({.parent = parent.at.number, .number = next_number_++, .name = name},
                         status)) {
    return Visit::kFailed;
  }
  if (status.st_dev != device_ && !has_subvolumes_) {
    return Except(name, ExceptionReason::kOtherFileSystem);
  }
  if (IsAbove(status.st_ino)) return Except(name, ExceptionReason::kLoop);
  if (!visited_directories_.insert(status.st_ino).second) return Visit::kDone;
  if (levels_.size() > limits::kPathDepthMax) return Except(name, ExceptionReason::kDepthLimit);
  if (level.path_bytes > limits::kPathBytesMax) return Except(name, ExceptionReason::kPathLimit);
  level.fd = OpenBelow(parent.fd.get(), level.at.name.c_str(), O_DIRECTORY);
  if (!level.fd.valid()) return Except(name, ReasonOf(errno));
  parent.at.position = resume_position;
  levels_.push_back(std::move(level));
  return Visit::kDone;
}

TreeWalk::Visit TreeWalk::VisitLink(std::string_view name, const struct stat& status) {
  const LinkTarget target = ReadLinkTarget(levels_.back().fd.get(), std::string(name).c_str());
  if (target.error != 0) return PutFailed(name, status, target.error);
  const bool put = records_.PutEntry(
      {.parent = levels_.back().at.number, .name = name, .target = target.bytes}, status);
  return put ? Visit::kDone : Visit::kFailed;
}

TreeWalk::Visit TreeWalk::VisitRegular(std::string_view name, const struct stat& status) {
  if (status.st_size == 0) return Put(name, status, Placement::kImage);
  if (status.st_nlink > 1 && linked_files_.contains(status.st_ino)) {
    return Put(name, status, Placement::kRepeated);
  }
  // Nothing changes below a read-only mount: it still is the file that was looked at.
  const UniqueFd fd = OpenBelow(levels_.back().fd.get(), std::string(name).c_str(), 0);
  if (!fd.valid()) return PutFailed(name, status, errno);
  const Visit visit = MapOrCopy(fd.get(), name, status);
  if (visit == Visit::kDone && status.st_nlink > 1) linked_files_.insert(status.st_ino);
  return visit;
}

TreeWalk::Visit TreeWalk::MapOrCopy(int fd, std::string_view name, const struct stat& status) {
  if (request_.head.map_extents == 0) return Copy(fd, name, status);
  const FileExtents mapped =
      MapFile(fd, static_cast<std::uint64_t>(status.st_size), request_.stale);
  if (mapped.mapping == Mapping::kNeedCopy) return Copy(fd, name, status);
  if (mapped.mapping == Mapping::kTooMany ||
      !records_.CouldHaveRoom(mapped.extents.size(), layout_.metadata_bytes)) {
    return Put(name, status, Placement::kLater);
  }
  if (!records_.HasRoom(mapped.extents.size())) return Visit::kNoRoom;
  return Put(name, status, Placement::kImage, &mapped.extents);
}

TreeWalk::Visit TreeWalk::Copy(int fd, std::string_view name, const struct stat& status) {
  const std::uint64_t needed = StoredBytes(status);
  if (needed > layout_.content_bytes) return Put(name, status, Placement::kLater);
  const std::uint64_t before = content_.position();
  if (needed > content_.room()) return Visit::kNoRoom;
  if (!records_.HasRoom(kCopiedExtentsMax) && metadata_.position() > 0) return Visit::kNoRoom;
  const CopyResult copied =
      CopyContent(fd, static_cast<std::uint64_t>(status.st_size), 0, kCopiedExtentsMax, content_);
  if (content_.failed()) return Visit::kFailed;
  if (copied.end == CopyEnd::kError) {
    return PutFailed(name, status, copied.error);
  }
  if (copied.end == CopyEnd::kFileEnd) {
    return Put(name, status, Placement::kScratch, &copied.extents);
  }
  // The metadata promised less than there was: alone in the area it may still fit.
  content_.Rewind(before);
  return before == 0 ? Put(name, status, Placement::kLater) : Visit::kNoRoom;
}

TreeWalk::Visit TreeWalk::Put(std::string_view name, const struct stat& status, Placement placement,
                              const std::vector<Extent>* extents) {
  const bool put = records_.PutEntry({.parent = levels_.back().at.number,
                                      .name = name,
                                      .placement = placement,
                                      .extents = extents},
                                     status);
  return put ? Visit::kDone : Visit::kFailed;
}

TreeWalk::Visit TreeWalk::PutFailed(std::string_view name, const struct stat& status, int error) {
  if (Put(name, status, Placement::kNone) == Visit::kFailed) return Visit::kFailed;
  return Except(name, ReasonOf(error));
}

TreeWalk::Visit TreeWalk::Except(std::string_view name, ExceptionReason reason) {
  return records_.PutException(levels_.back().at.number, name, reason) ? Visit::kDone
                                                                       : Visit::kFailed;
}

void TreeWalk::MakeUnique(struct stat& status) const {
  if (has_subvolumes_ && status.st_dev != device_) {
    status.st_ino ^= static_cast<std::uint64_t>(status.st_dev) << kSubvolumeShift;
  }
}

bool TreeWalk::IsAbove(std::uint64_t inode) const {
  return std::ranges::any_of(levels_, [&](const Level& level) { return level.at.inode == inode; });
}

}  // namespace keytrail::disk::probe
