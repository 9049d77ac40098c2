#include "cli/graph_serve_command.h"

#include <cstdio>
#include <string>

#include "base/text.h"
#include "cli/exit_code.h"
#include "rpc/builder_host.h"

namespace keytrail::cli {
namespace {

void Announce(const std::string& address) {
  std::printf("%s\n", EscapeForDisplay(address).c_str());
}

}  // namespace

int RunGraphServe(const GraphServeOptions& options, const Interrupt& interrupt) {
  const auto host =
      rpc::BuilderHost::Start({.store_directory = options.store_directory,
                               .listen = {.address = options.listen_address,
                                          .tls = options.tls,
                                          .insecure_loopback = options.insecure_loopback}});
  if (!host.ok()) {
    std::fprintf(stderr, "keytrail: %s\n", MessageOf(host.status()).c_str());
    return host.status().code() == StatusCode::kInvalidArgument ? kExitUsage : kExitCouldNotStart;
  }
  Announce("unix:" + options.store_directory + "/builder.sock");
  if (!options.listen_address.empty()) {
    const std::string host_part =
        options.listen_address.substr(0, options.listen_address.rfind(':'));
    Announce(host_part + ":" + std::to_string((*host)->listen_port()));
  }
  std::fflush(stdout);
  interrupt.Wait();
  return kExitComplete;
}

}  // namespace keytrail::cli
