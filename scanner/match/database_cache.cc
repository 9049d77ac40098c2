// File: magic (8 bytes), SHA-256 of the identity, SHA-256 of the body, body (Hyperscan's serialized
// database). Name: the identity's digest in hexadecimal, ".hsdb".
#include "scanner/match/database_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/unique_fd.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kMagic = "KTHSDB1\n";
constexpr std::size_t kHeaderBytes = kMagic.size() + 2 * std::tuple_size_v<Sha256Digest>;
constexpr off_t kFileBytesMax = 256LL * 1024 * 1024;

Status Unusable(const std::string& why) { return MakeError(StatusCode::kFailedPrecondition, why); }

std::string ErrnoText() { return std::strerror(errno); }

// Digest of everything that a database depends on.
StatusOr<Sha256Digest> IdentityOf(const DatabaseSource& source) {
  KT_ASSIGN_OR_RETURN(const std::string platform, DescribePlatform());
  Sha256Stream stream;
  const auto add = [&stream](std::string_view text) {
    stream.Update(AsBytes(fmt::format("{}:", text.size())));
    stream.Update(AsBytes(text));
  };
  add(platform);
  for (const std::string& expression : source.expressions) add(expression);
  return stream.Finish();
}

Status CheckPrivate(const struct stat& status, mode_t type) {
  if ((status.st_mode & S_IFMT) != type) return Unusable("it is of the wrong type");
  if (status.st_uid != ::geteuid()) return Unusable("it belongs to another user");
  if ((status.st_mode & 077) != 0) return Unusable("group or others have access to it");
  return OkStatus();
}

StatusOr<UniqueFd> OpenDirectory(const std::string& path) {
  UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!directory.valid() || ::fstat(directory.get(), &status) != 0) return Unusable(ErrnoText());
  KT_RETURN_IF_ERROR(CheckPrivate(status, S_IFDIR));
  return directory;
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

// The body of a sound cache file; an error when there is none or it is not sound.
StatusOr<std::vector<std::byte>> ReadCacheFile(const UniqueFd& directory, const std::string& name,
                                               const Sha256Digest& identity) {
  const UniqueFd file(::openat(directory.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
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
  const std::size_t body_digest_offset = kMagic.size() + identity.size();
  const std::span<const std::byte> body = all.subspan(kHeaderBytes);
  if (AsText(all.first(kMagic.size())) != kMagic || !digest_at(kMagic.size(), identity) ||
      !digest_at(body_digest_offset, Sha256(body))) {
    return Unusable("it is damaged");
  }
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kHeaderBytes));
  return bytes;
}

// Block mode is what the body must say of itself: another mode would be refused only at the scan.
StatusOr<DatabaseHandle> Deserialize(std::span<const std::byte> body) {
  const char* bytes = reinterpret_cast<const char*>(body.data());
  char* info = nullptr;
  if (hs_serialized_database_info(bytes, body.size(), &info) != HS_SUCCESS) {
    return Unusable("it is no database");
  }
  const std::unique_ptr<char, decltype(&std::free)> owned_info(info, &std::free);
  if (std::strstr(info, "Mode: BLOCK") == nullptr) return Unusable("it is not of block mode");
  hs_database_t* database = nullptr;
  if (hs_deserialize_database(bytes, body.size(), &database) != HS_SUCCESS) {
    return Unusable("it is of another engine or processor");
  }
  return DatabaseHandle(database);
}

StatusOr<DatabaseHandle> LoadDatabase(const UniqueFd& directory, const std::string& name,
                                      const Sha256Digest& identity) {
  KT_ASSIGN_OR_RETURN(const std::vector<std::byte> body, ReadCacheFile(directory, name, identity));
  return Deserialize(body);
}

Status WriteCacheFile(const UniqueFd& directory, const std::string& name,
                      std::span<const std::byte> content) {
  const std::string temporary = fmt::format("{}.{}.tmp", name, NewRandomId());
  const UniqueFd file(::openat(directory.get(), temporary.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.valid()) return Unusable(ErrnoText());
  Status written = WriteAll(file, content);
  if (written.ok() && ::fsync(file.get()) != 0) written = Unusable(ErrnoText());
  if (written.ok() &&
      ::renameat(directory.get(), temporary.c_str(), directory.get(), name.c_str()) != 0) {
    written = Unusable(ErrnoText());
  }
  if (!written.ok()) ::unlinkat(directory.get(), temporary.c_str(), 0);
  return written;
}

Status StoreDatabase(const UniqueFd& directory, const std::string& name,
                     const Sha256Digest& identity, const DatabaseHandle& database) {
  char* serialized = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(database.get(), &serialized, &size) != HS_SUCCESS) {
    return Unusable("the engine could not serialize it");
  }
  const std::unique_ptr<char, decltype(&std::free)> owned(serialized, &std::free);
  const std::span<const std::byte> body = AsBytes({serialized, size});
  const Sha256Digest body_digest = Sha256(body);
  std::vector<std::byte> content;
  content.reserve(kHeaderBytes + size);
  const auto append = [&content](std::span<const std::byte> bytes) {
    content.insert(content.end(), bytes.begin(), bytes.end());
  };
  append(AsBytes(kMagic));
  append(std::as_bytes(std::span(identity)));
  append(std::as_bytes(std::span(body_digest)));
  append(body);
  return WriteCacheFile(directory, name, content);
}

void LogUnusable(const std::string& path, const Status& why) {
  LogEvent(LogLevel::kWarn, "rule_cache.unusable", {{"path", path}, {"reason", MessageOf(why)}});
}

}  // namespace

StatusOr<CachedDatabase> ObtainDatabase(const DatabaseSource& source,
                                        const std::string& directory_path) {
  if (directory_path.empty()) {
    KT_ASSIGN_OR_RETURN(DatabaseHandle compiled, CompileDatabase(source));
    return CachedDatabase{.database = std::move(compiled)};
  }
  KT_ASSIGN_OR_RETURN(const Sha256Digest identity, IdentityOf(source));
  const std::string name = HexEncode(identity) + ".hsdb";
  const StatusOr<UniqueFd> directory = OpenDirectory(directory_path);
  if (directory.ok()) {
    StatusOr<DatabaseHandle> cached = LoadDatabase(*directory, name, identity);
    if (cached.ok()) return CachedDatabase{.database = std::move(*cached), .from_cache = true};
    if (cached.status().code() != StatusCode::kNotFound) LogUnusable(name, cached.status());
  } else {
    LogUnusable(directory_path, directory.status());
  }
  KT_ASSIGN_OR_RETURN(DatabaseHandle compiled, CompileDatabase(source));
  if (directory.ok()) {
    const Status stored = StoreDatabase(*directory, name, identity, compiled);
    if (!stored.ok()) LogUnusable(name, stored);
  }
  return CachedDatabase{.database = std::move(compiled)};
}

}  // namespace keytrail::match
