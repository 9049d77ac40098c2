#include "rpc/channel.h"

#include <string_view>
#include <utility>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "rpc/credentials.h"
#include "rpc/grpc_log.h"
#include "rpc/socket_address.h"

namespace keytrail::rpc {
namespace {

constexpr std::string_view kUnixScheme = "unix:";
// Items of a page are bounded in number and in bytes, but one item may be large.
constexpr int kReceiveBytesMax = 256 * 1024 * 1024;
constexpr int kReconnectFirstMs = 50;
constexpr int kReconnectLastMs = 1000;
constexpr int kKeepaliveMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectLastMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectLastMs);
  // A channel of its own does not inherit the back-off of an earlier one to the same address.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

// Keeps the directory open through which the channel reconnects.
struct SocketChannel {
  SocketAddress address;
  std::shared_ptr<grpc::Channel> channel;
};

StatusOr<std::shared_ptr<grpc::Channel>> OpenSocketChannel(const std::string& path) {
  KT_ASSIGN_OR_RETURN(SocketAddress address, AddressOfSocket(path));
  auto owner = std::make_shared<SocketChannel>();
  owner->address = std::move(address);
  owner->channel = grpc::CreateCustomChannel(
      owner->address.target, grpc::experimental::LocalCredentials(UDS), Arguments());
  grpc::Channel* channel = owner->channel.get();
  return std::shared_ptr<grpc::Channel>(std::move(owner), channel);
}

}  // namespace

StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ServerAddress& server) {
  RouteGrpcLog();
  if (server.address.starts_with(kUnixScheme)) {
    return OpenSocketChannel(server.address.substr(kUnixScheme.size()));
  }
  KT_ASSIGN_OR_RETURN(const HostAndPort address, ParseHostAndPort(server.address));
  KT_ASSIGN_OR_RETURN(const auto credentials, ClientCredentials(server));
  return grpc::CreateCustomChannel(TargetOf(address), credentials, Arguments());
}

}  // namespace keytrail::rpc
