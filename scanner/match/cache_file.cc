// File: magic (8 bytes), SHA-256 of the identity, SHA-256 of the body, body. Name: the identity's
// digest in hexadecimal and the extension.
#include "scanner/match/cache_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "base/ids.h"

namespace keytrail::match {
namespace {

constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kHeaderBytes = kMagicBytes + 2 * std::tuple_size_v<Sha256Digest>;
constexpr off_t kFileBytesMax = 256LL * 1024 * 1024;

Status Unusable(const std::string& why) { return MakeError(StatusCode::kFailedPrecondition, why); }

std::string ErrnoText() { return std::strerror(errno); }

Status CheckPrivate(const struct stat& status, mode_t type) {
  if ((status.st_mode & S_IFMT) != type) return Unusable("it is of the wrong type");
  if (status.st_uid != ::geteuid()) return Unusable("it belongs to another user");
  if ((status.st_mode & 077) != 0) return Unusable("group or others have access to it");
  return OkStatus();
}

StatusOr<std::vector<std::byte>> ReadAll(const UniqueFd& file, std::size_t size) {
  std::vector<std::byte> bytes(size);
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::read(file.get(), bytes.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Unusable("it could not be read");
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

Status WriteAll(const UniqueFd& file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Unusable(ErrnoText());
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return OkStatus();
}

std::string NameOf(const CacheKey& key) {
  return HexEncode(key.identity) + std::string(key.extension);
}

}  // namespace

StatusOr<CacheDirectory> CacheDirectory::Open(const std::string& path) {
  UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!directory.valid() || ::fstat(directory.get(), &status) != 0) return Unusable(ErrnoText());
  KT_RETURN_IF_ERROR(CheckPrivate(status, S_IFDIR));
  return CacheDirectory(std::move(directory));
}

StatusOr<std::vector<std::byte>> CacheDirectory::Read(const CacheKey& key) const {
  const UniqueFd file(
      ::openat(directory_.get(), NameOf(key).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() && errno == ENOENT) return MakeError(StatusCode::kNotFound, ErrnoText());
  if (!file.valid()) return Unusable(ErrnoText());
  if (::fstat(file.get(), &status) != 0) return Unusable(ErrnoText());
  KT_RETURN_IF_ERROR(CheckPrivate(status, S_IFREG));
  if (status.st_size < static_cast<off_t>(kHeaderBytes) || status.st_size > kFileBytesMax) {
    return Unusable("it has an impossible size");
  }
  KT_ASSIGN_OR_RETURN(std::vector<std::byte> bytes,
                      ReadAll(file, static_cast<std::size_t>(status.st_size)));
  const std::span<const std::byte> all(bytes);
  const auto digest_at = [&](std::size_t offset, const Sha256Digest& expected) {
    return std::memcmp(all.data() + offset, expected.data(), expected.size()) == 0;
  };
  const std::span<const std::byte> body = all.subspan(kHeaderBytes);
  if (AsText(all.first(kMagicBytes)) != key.magic || !digest_at(kMagicBytes, key.identity) ||
      !digest_at(kMagicBytes + key.identity.size(), Sha256(body))) {
    return Unusable("it is damaged");
  }
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kHeaderBytes));
  return bytes;
}

Status CacheDirectory::WriteAndRename(const std::string& name,
                                      std::span<const std::byte> content) const {
  const std::string temporary = fmt::format("{}.{}.tmp", name, NewRandomId());
  const UniqueFd file(::openat(directory_.get(), temporary.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return Unusable(ErrnoText());
  Status written = WriteAll(file, content);
  if (written.ok() && ::fsync(file.get()) != 0) written = Unusable(ErrnoText());
  if (written.ok() &&
      ::renameat(directory_.get(), temporary.c_str(), directory_.get(), name.c_str()) != 0) {
    written = Unusable(ErrnoText());
  }
  if (!written.ok()) ::unlinkat(directory_.get(), temporary.c_str(), 0);
  return written;
}

Status CacheDirectory::Write(const CacheKey& key, std::span<const std::byte> body) const {
  const Sha256Digest body_digest = Sha256(body);
  std::vector<std::byte> content;
  content.reserve(kHeaderBytes + body.size());
  const auto append = [&content](std::span<const std::byte> part) {
    content.insert(content.end(), part.begin(), part.end());
  };
  append(AsBytes(key.magic));
  append(std::as_bytes(std::span(key.identity)));
  append(std::as_bytes(std::span(body_digest)));
  append(body);
  return WriteAndRename(NameOf(key), content);
}

}  // namespace keytrail::match
