#include "storage/store_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::storage {
namespace {

constexpr mode_t kPrivate = 0700;
constexpr mode_t kOthersMayWrite = 0022;

Status Refused(StatusCode code, const std::string& directory, const std::string& why) {
  return MakeError(
      code, fmt::format("using the store directory {}: {}", EscapeForDisplay(directory), why));
}

}  // namespace

Status PrepareStoreDirectory(const std::string& directory) {
  for (std::size_t end = directory.find('/', 1);; end = directory.find('/', end + 1)) {
    const std::string part = directory.substr(0, end);
    if (::mkdir(part.c_str(), kPrivate) != 0 && errno != EEXIST) {
      return Refused(StatusCode::kPermissionDenied, directory,
                     fmt::format("making {}: {}: give another --store", EscapeForDisplay(part),
                                 std::strerror(errno)));
    }
    if (end == std::string::npos) break;
  }
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) {
    return Refused(StatusCode::kPermissionDenied, directory,
                   fmt::format("{}: give another --store", std::strerror(errno)));
  }
  if (!S_ISDIR(status.st_mode)) {
    return Refused(StatusCode::kFailedPrecondition, directory,
                   "not a directory: give another --store");
  }
  if ((status.st_mode & kOthersMayWrite) != 0) {
    return Refused(StatusCode::kFailedPrecondition, directory,
                   "others may write to it and could replace the store: chmod 700 it, or give "
                   "another --store");
  }
  return OkStatus();
}

}  // namespace keytrail::storage
