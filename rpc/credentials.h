// TLS for gRPC from PEM files.
#pragma once

#include <memory>

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include "base/status.h"
#include "rpc/address.h"

namespace keytrail::rpc {

// For an address of the form HOST:PORT. Without files, TLS with the system's authorities. Errors:
// kInvalidArgument (in clear to another host, half of a key pair), kNotFound, kPermissionDenied.
StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ClientCredentials(const ServerAddress& server);

// For listening on HOST:PORT: TLS with a certificate and its key, clients' certificates demanded
// where `ca` is given. Errors: as above.
StatusOr<std::shared_ptr<grpc::ServerCredentials>> ServerCredentials(const ServerAddress& listen);

}  // namespace keytrail::rpc
