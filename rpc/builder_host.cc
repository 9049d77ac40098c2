#include "rpc/builder_host.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <grpcpp/channel.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "rpc/attack_path_service.h"
#include "rpc/credentials.h"
#include "rpc/grpc_log.h"
#include "rpc/ingest_service.h"
#include "rpc/machine_service.h"
#include "rpc/record_view.h"
#include "rpc/secret_service.h"
#include "rpc/socket_address.h"
#include "rpc/store_lock.h"
#include "storage/record_store.h"
#include "storage/store_directory.h"

namespace keytrail::rpc {
namespace {

constexpr std::chrono::milliseconds kShutdownGrace{500};
constexpr int kReceiveBytesMax = static_cast<int>(limits::kPublishMessageBytesMax) + 64 * 1024;
constexpr int kPingIntervalMs = 10'000;
constexpr mode_t kSocketMode = 0600;

}  // namespace

// In the order in which they are made; they go in the opposite one, the lock last.
struct BuilderHost::Parts {
  UniqueFd lock;
  SocketAddress socket;
  std::unique_ptr<RecordStore> store;
  SystemClock clock;
  RecordView view{*store, clock};
  IngestService ingest{*store, clock};
  SecretService secrets{view, *store};
  MachineService machines{view, *store};
  AttackPathService paths{view};
  int listen_port = 0;
  std::unique_ptr<grpc::Server> server;

  Parts(UniqueFd held, SocketAddress at, std::unique_ptr<RecordStore> record)
      : lock(std::move(held)), socket(std::move(at)), store(std::move(record)) {}
  Status Serve(const HostOptions& options);
};

namespace {

void Configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  // Two servers must not share a port in silence.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

// What a killed host left; nobody listens on it while the lock is ours.
Status RemoveStaleSocket(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return OkStatus();
  return MakeError(StatusCode::kPermissionDenied,
                   fmt::format("removing the stale socket {}: {}: check the store's owner and mode",
                               EscapeForDisplay(path), std::strerror(errno)));
}

}  // namespace

Status BuilderHost::Parts::Serve(const HostOptions& options) {
  RouteGrpcLog();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  const std::string socket_path = SocketPathOf(options.store_directory);
  KT_RETURN_IF_ERROR(RemoveStaleSocket(socket_path));
  grpc::ServerBuilder builder;
  Configure(builder);
  builder.AddListeningPort(socket.target, grpc::experimental::LocalServerCredentials(UDS));
  if (!options.listen.address.empty()) {
    KT_RETURN_IF_ERROR(ParseHostAndPort(options.listen.address).status());
    KT_ASSIGN_OR_RETURN(const auto credentials, ServerCredentials(options.listen));
    builder.AddListeningPort(options.listen.address, credentials, &listen_port);
  }
  grpc::Service* const services[] = {&ingest, &secrets, &machines, &paths};
  for (grpc::Service* service : services) builder.RegisterService(service);
  server = builder.BuildAndStart();
  if (server == nullptr) {
    return MakeError(
        StatusCode::kUnavailable,
        fmt::format("listening on {} and {}: an address cannot be had: is it taken, "
                    "or the certificate not valid?",
                    EscapeForDisplay(socket_path),
                    options.listen.address.empty() ? "nothing else" : options.listen.address));
  }
  if (::chmod(socket_path.c_str(), kSocketMode) != 0) {
    return MakeError(StatusCode::kPermissionDenied,
                     fmt::format("making {} private: {}: check the store's file system",
                                 EscapeForDisplay(socket_path), std::strerror(errno)));
  }
  return OkStatus();
}

namespace {

// A lock that another process holds can only be asked for again and again.
StatusOr<UniqueFd> AwaitStoreLock(const HostOptions& options) {
  constexpr std::chrono::milliseconds kPoll{50};
  const auto deadline = std::chrono::steady_clock::now() + options.store_wait;
  while (true) {
    StatusOr<UniqueFd> lock = TakeStoreLock(options.store_directory);
    if (lock.status().code() != StatusCode::kAlreadyExists ||
        std::chrono::steady_clock::now() >= deadline) {
      return lock;
    }
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

StatusOr<std::unique_ptr<BuilderHost>> BuilderHost::Start(const HostOptions& options) {
  KT_RETURN_IF_ERROR(storage::PrepareStoreDirectory(options.store_directory));
  KT_ASSIGN_OR_RETURN(UniqueFd lock, AwaitStoreLock(options));
  KT_ASSIGN_OR_RETURN(std::unique_ptr<RecordStore> store,
                      storage::OpenRecordStore(options.store_directory + "/graph.db"));
  KT_ASSIGN_OR_RETURN(SocketAddress socket, AddressOfSocket(SocketPathOf(options.store_directory)));
  std::unique_ptr<BuilderHost> host(new BuilderHost(
      std::make_unique<Parts>(std::move(lock), std::move(socket), std::move(store))));
  KT_RETURN_IF_ERROR(host->parts_->Serve(options));
  return host;
}

BuilderHost::BuilderHost(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

BuilderHost::~BuilderHost() {
  if (parts_->server == nullptr) return;
  parts_->server->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
  parts_->server->Wait();
}

std::shared_ptr<grpc::Channel> BuilderHost::InProcessChannel() {
  return parts_->server->InProcessChannel(grpc::ChannelArguments());
}

int BuilderHost::listen_port() const { return parts_->listen_port; }

}  // namespace keytrail::rpc
