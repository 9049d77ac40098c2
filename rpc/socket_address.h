// The address of a Unix socket in a directory, however long the directory's name is: sun_path has
// room for 107 bytes, so longer ones go through a descriptor of the directory.
#pragma once

#include <string>

#include "base/status.h"
#include "base/unique_fd.h"

namespace keytrail::rpc {

struct SocketAddress {
  std::string target;  // for gRPC: unix:…
  // Open where `target` goes through it; must live as long as the target is used.
  UniqueFd directory;
};

// Errors: kNotFound, kPermissionDenied.
StatusOr<SocketAddress> AddressOfSocket(const std::string& path);

}  // namespace keytrail::rpc
