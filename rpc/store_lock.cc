#include "rpc/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::rpc {
namespace {

constexpr mode_t kFileMode = 0600;

}  // namespace

StatusOr<UniqueFd> TakeStoreLock(const std::string& store_directory) {
  const std::string path = store_directory + "/builder.lock";
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kFileMode));
  if (!fd.valid()) {
    return MakeError(StatusCode::kPermissionDenied,
                     fmt::format("opening {}: {}: check the store's owner and mode, or give "
                                 "another --store",
                                 EscapeForDisplay(path), std::strerror(errno)));
  }
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  if (errno == EWOULDBLOCK) {
    return MakeError(StatusCode::kAlreadyExists,
                     fmt::format("hosting the graph builder of {}: another process hosts it: use "
                                 "that one, or end it",
                                 EscapeForDisplay(store_directory)));
  }
  return MakeError(StatusCode::kUnavailable,
                   fmt::format("locking {}: {}: put the store on a local file system",
                               EscapeForDisplay(path), std::strerror(errno)));
}

std::string SocketPathOf(const std::string& store_directory) {
  return store_directory + "/builder.sock";
}

}  // namespace keytrail::rpc
