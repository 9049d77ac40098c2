// Channels to a graph builder.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "rpc/address.h"

namespace grpc {
class Channel;
}

namespace keytrail::rpc {

// Makes a channel without waiting for the builder. Errors: kInvalidArgument, kNotFound,
// kPermissionDenied.
StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ServerAddress& server);

}  // namespace keytrail::rpc
