#include "scanner/disk/directory_walk.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "scanner/disk/errno_status.h"
#include "scanner/disk/file_type.h"
#include "scanner/disk/host_file.h"
#include "scanner/disk/link_target.h"

namespace keytrail::disk {
namespace {

constexpr std::size_t kNamesBatchBytes = 64 * 1024;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::uint32_t kPermissionBits = 07777;
constexpr int kOpenFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

Timestamp ToTimestamp(const timespec& time) {
  return Timestamp{time.tv_sec * kNsPerSecond + time.tv_nsec};
}

Permissions PermissionsOf(const struct stat& status) {
  return {.uid = status.st_uid, .gid = status.st_gid, .mode = status.st_mode & kPermissionBits};
}

bool IsDotName(std::string_view name) { return name == "." || name == ".."; }

}  // namespace

DirectoryWalk::DirectoryWalk(UniqueFd root, std::string volume_id, WalkSink& sink)
    : root_(std::move(root)),
      volume_id_(std::move(volume_id)),
      sink_(sink),
      names_(kNamesBatchBytes) {}

DirectoryWalk::Outcome DirectoryWalk::Run() {
  if (!VisitRoot()) return outcome_;
  while (!pending_.empty() && !stopped_) {
    const PendingDirectory next = std::move(pending_.back());
    pending_.pop_back();
    Descend(next);
  }
  return outcome_;
}

void DirectoryWalk::Stop(std::string reason) {
  stopped_ = true;
  outcome_ = {.walked_to_end = false, .reason = std::move(reason)};
}

bool DirectoryWalk::VisitRoot() {
  struct stat status {};
  if (::fstat(root_.get(), &status) != 0) {
    sink_.OnException("/", ErrnoReason(errno));
    Stop(ErrnoReason(errno));
    return false;
  }
  device_ = status.st_dev;
  visited_directories_.insert(status.st_ino);
  FileEntry entry = MakeEntry(OpenDirectory{}, "", status);
  if (!sink_.OnFile(std::move(entry), nullptr)) {
    Stop("cancelled");
    return false;
  }
  auto root = std::make_shared<OpenDirectory>();
  root->fd = std::make_shared<const UniqueFd>(std::move(root_));
  root->chain = std::make_shared<const DirectoryChain>(
      DirectoryChain{.permissions = PermissionsOf(status), .parent = nullptr});
  ReadDirectory(root);
  return !stopped_;
}

void DirectoryWalk::Descend(const PendingDirectory& pending) {
  const OpenDirectory& parent = *pending.parent;
  std::string path = parent.path + "/" + pending.name;
  UniqueFd fd(::openat(parent.fd->get(), pending.name.c_str(), kOpenFlags));
  if (!fd.valid()) return sink_.OnException(path, ErrnoReason(errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0 || status.st_ino != pending.inode ||
      status.st_dev != device_) {
    return sink_.OnException(path, "replaced");
  }
  auto directory = std::make_shared<OpenDirectory>();
  directory->fd = std::make_shared<const UniqueFd>(std::move(fd));
  directory->path = std::move(path);
  directory->chain = std::make_shared<const DirectoryChain>(
      DirectoryChain{.permissions = pending.permissions, .parent = parent.chain});
  directory->depth = parent.depth + 1;
  ReadDirectory(directory);
}

void DirectoryWalk::ReadDirectory(const std::shared_ptr<const OpenDirectory>& directory) {
  while (!stopped_) {
    const ssize_t bytes = ::getdents64(directory->fd->get(), names_.data(), names_.size());
    if (bytes < 0) sink_.OnException(directory->path + "/", ErrnoReason(errno));
    if (bytes <= 0) return;
    const std::span<const std::byte> batch(names_.data(), static_cast<std::size_t>(bytes));
    for (const Name& name : ParseBatch(batch)) {
      if (!VisitEntry(directory, name.text)) return;
    }
  }
}

std::vector<DirectoryWalk::Name> DirectoryWalk::ParseBatch(std::span<const std::byte> batch) const {
  std::vector<Name> names;
  std::size_t position = 0;
  while (position + offsetof(dirent64, d_name) < batch.size()) {
    const auto* entry = reinterpret_cast<const dirent64*>(batch.data() + position);
    if (entry->d_reclen == 0) break;
    position += entry->d_reclen;
    if (!IsDotName(entry->d_name)) names.push_back({entry->d_ino, entry->d_name});
  }
  std::ranges::sort(names, {}, &Name::inode);
  return names;
}

bool DirectoryWalk::VisitEntry(const std::shared_ptr<const OpenDirectory>& directory,
                               const char* name) {
  if (++entries_ > limits::kEntriesPerVolumeMax) {
    Stop("entry_limit");
    return false;
  }
  struct stat status {};
  if (::fstatat(directory->fd->get(), name, &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) {
    sink_.OnException(directory->path + "/" + name, ErrnoReason(errno));
    return true;
  }
  if (directory->path.size() + 1 + std::strlen(name) > limits::kPathBytesMax) {
    sink_.OnException(directory->path, "path_limit");
    return true;
  }
  if (!HandOver(*directory, name, status)) {
    Stop("cancelled");
    return false;
  }
  if (S_ISDIR(status.st_mode)) Enqueue(directory, name, status);
  return true;
}

bool DirectoryWalk::HandOver(const OpenDirectory& directory, const char* name,
                             const struct stat& status) {
  FileEntry entry = MakeEntry(directory, name, status);
  std::unique_ptr<PendingContent> content;
  if (S_ISREG(status.st_mode)) {
    if (status.st_dev != device_) {
      sink_.OnSkipped("other_file_system", entry.size);
    } else if (status.st_nlink == 1 || linked_files_.insert(status.st_ino).second) {
      content = std::make_unique<PendingHostFile>(
          directory.fd, name,
          PendingHostFile::Identity{.device = status.st_dev, .inode = status.st_ino});
    }
  }
  if (S_ISLNK(status.st_mode)) {
    LinkTarget target = ReadLinkTarget(directory.fd->get(), name);
    if (target.error != 0) sink_.OnException(entry.path, ErrnoReason(target.error));
    entry.link_target = std::move(target.bytes);
  }
  return sink_.OnFile(std::move(entry), std::move(content));
}

void DirectoryWalk::Enqueue(const std::shared_ptr<const OpenDirectory>& directory, const char* name,
                            const struct stat& status) {
  if (status.st_dev != device_) return sink_.OnSkipped("other_file_system", 0);
  if (directory->depth + 1 > limits::kPathDepthMax) {
    return sink_.OnException(directory->path + "/" + name, "depth_limit");
  }
  // A bind mount can show a directory of this file system a second time.
  if (!visited_directories_.insert(status.st_ino).second) return;
  pending_.push_back({.parent = directory,
                      .name = name,
                      .inode = status.st_ino,
                      .permissions = PermissionsOf(status)});
}

FileEntry DirectoryWalk::MakeEntry(const OpenDirectory& directory, const char* name,
                                   const struct stat& status) const {
  FileEntry entry;
  entry.volume_id = volume_id_;
  entry.inode = status.st_ino;
  const std::size_t name_bytes = std::strlen(name);
  entry.path.reserve(directory.path.size() + 1 + name_bytes);
  entry.path.append(directory.path).push_back('/');
  entry.path.append(name, name_bytes);
  entry.type = FileTypeOfMode(status.st_mode);
  entry.size = static_cast<std::uint64_t>(status.st_size);
  entry.permissions = PermissionsOf(status);
  entry.link_count = static_cast<std::uint32_t>(status.st_nlink);
  entry.mtime = ToTimestamp(status.st_mtim);
  entry.ctime = ToTimestamp(status.st_ctim);
  entry.atime = ToTimestamp(status.st_atim);
  entry.directories = directory.chain;
  return entry;
}

}  // namespace keytrail::disk
