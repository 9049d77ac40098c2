// gRPC writes to stderr by itself; its lines belong into our log.
#pragma once

namespace keytrail::rpc {

// Sends what gRPC logs to LogEvent, as debug: what matters of it reaches us as a status. Cheap, and
// the same however often it is called.
void RouteGrpcLog();

}  // namespace keytrail::rpc
