// The lock that makes one process the host of a store's builder.
#pragma once

#include <string>

#include "base/status.h"
#include "base/unique_fd.h"

namespace keytrail::rpc {

// Takes STORE/builder.lock without waiting; held until the descriptor goes, also when the process
// is killed. Errors: kAlreadyExists (another process holds it), kPermissionDenied, kUnavailable.
StatusOr<UniqueFd> TakeStoreLock(const std::string& store_directory);

// STORE/builder.sock.
std::string SocketPathOf(const std::string& store_directory);

}  // namespace keytrail::rpc
