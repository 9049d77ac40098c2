#include "rpc/grpc_log.h"

#include <grpc/support/log.h>

#include "base/log.h"

namespace keytrail::rpc {
namespace {

void Log(gpr_log_func_args* line) {
  LogEvent(LogLevel::kDebug, "grpc.log",
           {{"severity", gpr_log_severity_string(line->severity)}, {"message", line->message}});
}

}  // namespace

void RouteGrpcLog() { gpr_set_log_function(&Log); }

}  // namespace keytrail::rpc
