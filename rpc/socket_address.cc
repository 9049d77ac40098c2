#include "rpc/socket_address.h"

#include <fcntl.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::rpc {
namespace {

// One byte of sun_path is for the terminator.
constexpr std::size_t kSocketPathBytesMax = sizeof(sockaddr_un{}.sun_path) - 1;

}  // namespace

StatusOr<SocketAddress> AddressOfSocket(const std::string& path) {
  if (path.size() <= kSocketPathBytesMax)
    return SocketAddress{.target = "unix:" + path, .directory = {}};
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash);
  UniqueFd fd(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) {
    return MakeError(errno == ENOENT ? StatusCode::kNotFound : StatusCode::kPermissionDenied,
                     fmt::format("reaching the socket {}: {}: check the directory",
                                 EscapeForDisplay(path), std::strerror(errno)));
  }
  std::string target = fmt::format("unix:/proc/self/fd/{}/{}", fd.get(), path.substr(slash + 1));
  return SocketAddress{.target = std::move(target), .directory = std::move(fd)};
}

}  // namespace keytrail::rpc
