// Status ↔ grpc::Status. The codes are equal number by number.
#pragma once

#include <grpcpp/support/status.h>

#include "base/status.h"

namespace keytrail::rpc {

grpc::Status ToGrpc(const Status& status);
Status FromGrpc(const grpc::Status& status);

}  // namespace keytrail::rpc
