// The publisher's transport over gRPC.
#pragma once

#include <memory>

#include "rpc/builder_connection.h"
#include "scanner/daemon/publish_transport.h"

namespace keytrail::rpc {

// One stream over `channel`.
std::unique_ptr<daemon::PublishTransport> MakePublishTransport(
    const std::shared_ptr<grpc::Channel>& channel);

// For a Publisher: finds the builder again for each stream. `connection` must outlive the factory.
daemon::TransportFactory PublishOver(BuilderConnection& connection);

}  // namespace keytrail::rpc
