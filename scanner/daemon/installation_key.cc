#include "scanner/daemon/installation_key.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/ids.h"
#include "base/unique_fd.h"

namespace keytrail::daemon {
namespace {

// One line: the word, the key's id (8 hexadecimal digits), the key (64).
constexpr std::string_view kWord = "keytrail-installation-key-v1";
constexpr std::size_t kKeyIdDigits = 8;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kFileBytesMax = 256;

std::string NewKeyLine() {
  std::array<std::uint8_t, kKeyBytes> key{};
  KT_CHECK(getrandom(key.data(), key.size(), 0) == static_cast<ssize_t>(key.size()));
  std::string line =
      fmt::format("{} {} {}\n", kWord, NewRandomId().substr(0, kKeyIdDigits), HexEncode(key));
  WipeBytes(std::as_writable_bytes(std::span(key)));
  return line;
}

Status FileError(const char* what, const std::string& path, int error) {
  return MakeError(StatusCode::kUnavailable,
                   fmt::format("cannot {} {}: {}: check the store's directory and its owner", what,
                               path, std::strerror(error)));
}

// Written beside and linked into place, so that a key is whole or not there, and the first of two
// writers wins.
Status CreateKeyFile(const std::string& path) {
  const std::string temporary = fmt::format("{}.{}", path, NewRandomId());
  UniqueFd fd(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) return FileError("create", temporary, errno);
  std::string line = NewKeyLine();
  const bool written =
      write(fd.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      fsync(fd.get()) == 0;
  WipeBytes(std::as_writable_bytes(std::span(line)));
  const int link_error = written && link(temporary.c_str(), path.c_str()) != 0 ? errno : 0;
  unlink(temporary.c_str());
  if (!written) return FileError("write", path, EIO);
  if (link_error != 0 && link_error != EEXIST) return FileError("create", path, link_error);
  return OkStatus();
}

StatusOr<std::string> ReadKeyFile(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid()) {
    return MakeError(
        errno == ENOENT ? StatusCode::kNotFound : StatusCode::kPermissionDenied,
        fmt::format("cannot read the installation key: {}: {}: run as the store's owner", path,
                    std::strerror(errno)));
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return FileError("look at", path, errno);
  if ((info.st_mode & 0077) != 0) {
    return MakeError(
        StatusCode::kPermissionDenied,
        fmt::format("cannot use the installation key: others may read {}: chmod 600 it", path));
  }
  std::string text(kFileBytesMax, '\0');
  const ssize_t count = read(fd.get(), text.data(), text.size());
  if (count < 0) return FileError("read", path, errno);
  text.resize(static_cast<std::size_t>(count));
  return text;
}

}  // namespace

StatusOr<InstallationKey> InstallationKey::LoadOrCreate(const std::string& store_directory) {
  const std::string path = store_directory + "/installation.key";
  StatusOr<std::string> text = ReadKeyFile(path);
  if (text.status().code() == StatusCode::kNotFound) {
    KT_RETURN_IF_ERROR(CreateKeyFile(path));
    text = ReadKeyFile(path);
  }
  KT_RETURN_IF_ERROR(text.status());
  StatusOr<InstallationKey> key = Parse(*text, path);
  WipeBytes(std::as_writable_bytes(std::span(*text)));
  return key;
}

InstallationKey InstallationKey::Ephemeral() {
  std::array<std::byte, kKeyBytes> key{};
  KT_CHECK(getrandom(key.data(), key.size(), 0) == static_cast<ssize_t>(key.size()));
  InstallationKey made(NewRandomId().substr(0, kKeyIdDigits), SecretBytes(key));
  WipeBytes(key);
  return made;
}

StatusOr<InstallationKey> InstallationKey::Parse(const std::string& text, const std::string& path) {
  const std::size_t id_at = kWord.size() + 1;
  const std::size_t key_at = id_at + kKeyIdDigits + 1;
  const std::size_t size = key_at + 2 * kKeyBytes + 1;
  if (text.size() == size && text.starts_with(kWord) && text.back() == '\n') {
    auto key = HexDecode(std::string_view(text).substr(key_at, 2 * kKeyBytes));
    if (key.ok()) {
      InstallationKey parsed(text.substr(id_at, kKeyIdDigits),
                             SecretBytes(std::as_bytes(std::span(*key))));
      WipeBytes(std::as_writable_bytes(std::span(*key)));
      return parsed;
    }
  }
  return MakeError(
      StatusCode::kDataLoss,
      fmt::format("cannot use the installation key: {} is damaged: restore it from a backup; "
                  "without it equal secrets no longer join",
                  path));
}

InstallationKey::InstallationKey(std::string key_id, SecretBytes key)
    : key_id_(std::move(key_id)), key_(std::move(key)) {}

std::string InstallationKey::Fingerprint(const Sha256Digest& secret_sha256) const {
  const Sha256Digest digest = HmacSha256(key_.view(), std::as_bytes(std::span(secret_sha256)));
  return fmt::format("hmac:{}:{}", key_id_, HexEncode(digest));
}

}  // namespace keytrail::daemon
