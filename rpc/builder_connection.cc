#include "rpc/builder_connection.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <grpcpp/channel.h>

#include "base/text.h"
#include "rpc/channel.h"
#include "rpc/store_lock.h"
#include "storage/store_directory.h"

namespace keytrail::rpc {
namespace {

// A host that starts or ends holds the lock for a moment without answering.
constexpr std::chrono::seconds kLocateTimeout{10};
constexpr std::chrono::milliseconds kAttempt{100};

class ConnectionToAddress final : public BuilderConnection {
 public:
  explicit ConnectionToAddress(std::shared_ptr<grpc::Channel> channel)
      : channel_(std::move(channel)) {}
  StatusOr<std::shared_ptr<grpc::Channel>> Channel() override { return channel_; }
  bool hosts() override { return false; }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
};

class ConnectionToStore final : public BuilderConnection {
 public:
  explicit ConnectionToStore(std::string store_directory)
      : store_directory_(std::move(store_directory)) {}

  StatusOr<std::shared_ptr<grpc::Channel>> Channel() override KT_EXCLUDES(mutex_) {
    const auto deadline = std::chrono::steady_clock::now() + kLocateTimeout;
    do {
      KT_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, Attempt());
      if (channel != nullptr) return channel;
    } while (std::chrono::steady_clock::now() < deadline);
    return MakeError(
        StatusCode::kUnavailable,
        fmt::format("reaching the graph builder of {}: a process holds it and does not "
                    "answer: end that process, or try again",
                    EscapeForDisplay(store_directory_)));
  }

  bool hosts() override KT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return host_ != nullptr;
  }

 private:
  // Hosts, or connects; null when there is a host that does not answer now. The lock is held while
  // hosting begins, so that two threads do not refuse each other.
  StatusOr<std::shared_ptr<grpc::Channel>> Attempt() KT_EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      if (host_ != nullptr) return host_->InProcessChannel();
      StatusOr<std::unique_ptr<BuilderHost>> host =
          BuilderHost::Start({.store_directory = store_directory_,
                              .listen = {},
                              .store_wait = std::chrono::milliseconds(0)});
      if (host.ok()) {
        host_ = *std::move(host);
        return host_->InProcessChannel();
      }
      if (host.status().code() != StatusCode::kAlreadyExists) return host.status();
    }
    KT_ASSIGN_OR_RETURN(
        std::shared_ptr<grpc::Channel> channel,
        OpenChannel({.address = "unix:" + SocketPathOf(store_directory_), .tls = {}}));
    if (channel->WaitForConnected(std::chrono::system_clock::now() + kAttempt)) return channel;
    return std::shared_ptr<grpc::Channel>();
  }

  const std::string store_directory_;
  Mutex mutex_;
  std::unique_ptr<BuilderHost> host_ KT_GUARDED_BY(mutex_);
};

}  // namespace

StatusOr<std::unique_ptr<BuilderConnection>> Connect(const ServerAddress& server) {
  KT_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, OpenChannel(server));
  return std::make_unique<ConnectionToAddress>(std::move(channel));
}

StatusOr<std::unique_ptr<BuilderConnection>> ConnectOrHost(const std::string& store_directory) {
  KT_RETURN_IF_ERROR(storage::PrepareStoreDirectory(store_directory));
  auto connection = std::make_unique<ConnectionToStore>(store_directory);
  KT_RETURN_IF_ERROR(connection->Channel().status());
  return connection;
}

}  // namespace keytrail::rpc
