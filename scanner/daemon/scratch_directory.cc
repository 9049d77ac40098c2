#include "scanner/daemon/scratch_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/ids.h"

namespace keytrail::daemon {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMemoryDirectory = "/dev/shm";
constexpr int kCreationAttempts = 3;
// Memory that stays for everything else when the scratch disk is full.
constexpr std::uint64_t kMemoryToSpareBytes = 1024ULL * 1024 * 1024;

std::string Prefix() { return fmt::format("keytrail-scan-{}-", geteuid()); }

std::string DiskDirectory() {
  const char* directory = std::getenv("TMPDIR");
  return directory != nullptr && directory[0] == '/' ? directory : "/tmp";
}

bool FitsInMemory(std::uint64_t bytes) {
  struct statvfs space {};
  if (access(kMemoryDirectory, W_OK) != 0 || statvfs(kMemoryDirectory, &space) != 0) return false;
  const std::uint64_t shared_free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  const long pages = sysconf(_SC_AVPHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages < 0 || page_bytes < 0) return false;
  const std::uint64_t memory_free =
      static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_bytes);
  return shared_free >= bytes + kMemoryToSpareBytes && memory_free >= bytes + kMemoryToSpareBytes;
}

// The lock is on the directory itself, so that nobody writes into one that another removes. Null
// when someone holds it, when the directory is not ours, or when it went while we took the lock.
UniqueFd TryLock(const std::string& directory) {
  UniqueFd fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  struct stat opened {};
  struct stat named {};
  if (!fd.valid() || fstat(fd.get(), &opened) != 0 || opened.st_uid != geteuid()) {
    return UniqueFd();
  }
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return UniqueFd();
  const bool still_there = lstat(directory.c_str(), &named) == 0 && named.st_dev == opened.st_dev &&
                           named.st_ino == opened.st_ino;
  return still_there ? std::move(fd) : UniqueFd();
}

void RemoveStaleIn(const std::string& parent) {
  std::error_code error;
  std::vector<std::string> candidates;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
    if (entry.path().filename().string().starts_with(Prefix())) candidates.push_back(entry.path());
  }
  for (const std::string& candidate : candidates) {
    const UniqueFd lock = TryLock(candidate);
    if (lock.valid()) fs::remove_all(candidate, error);
  }
}

}  // namespace

void RemoveStaleScratchDirectories() {
  RemoveStaleIn(kMemoryDirectory);
  RemoveStaleIn(DiskDirectory());
}

// Another process that clears what was left behind may take a directory between its making and its
// locking; then the next try has one of its own.
StatusOr<ScratchDirectory> ScratchDirectory::Create(std::uint64_t bytes) {
  const std::string parent = FitsInMemory(bytes) ? kMemoryDirectory : DiskDirectory();
  for (int attempt = 0; attempt < kCreationAttempts; ++attempt) {
    const std::string path = fmt::format("{}/{}{}", parent, Prefix(), NewRandomId());
    if (mkdir(path.c_str(), 0700) != 0) {
      return MakeError(
          StatusCode::kUnavailable,
          fmt::format("cannot make a scratch directory: {}: {}: set TMPDIR to a directory "
                      "that can be written",
                      path, std::strerror(errno)));
    }
    UniqueFd lock = TryLock(path);
    if (lock.valid()) return ScratchDirectory(path, std::move(lock));
    rmdir(path.c_str());
  }
  return MakeError(
      StatusCode::kUnavailable,
      fmt::format("cannot lock a scratch directory in {}: set TMPDIR to a local file system",
                  parent));
}

ScratchDirectory::ScratchDirectory(std::string path, UniqueFd lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

ScratchDirectory::ScratchDirectory(ScratchDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

ScratchDirectory::~ScratchDirectory() {
  if (path_.empty()) return;
  std::error_code error;
  fs::remove_all(path_, error);
}

}  // namespace keytrail::daemon
