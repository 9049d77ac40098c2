// The graph builder of a store: holds the store's lock, its record, and the server in front of it.
// At most one process hosts the builder of a store; the others are its clients.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/status.h"
#include "rpc/address.h"

namespace grpc {
class Channel;
}

namespace keytrail::rpc {

struct HostOptions {
  std::string store_directory;
  // Also listen on HOST:PORT (port 0: any), besides STORE/builder.sock; empty address: do not.
  ServerAddress listen;
  // How long to wait for another process that hosts the store, such as a scan that is about to end.
  std::chrono::milliseconds store_wait{10'000};
};

class BuilderHost {
 public:
  // Makes the store where it is missing. Errors: kAlreadyExists (another process still hosts it),
  // kInvalidArgument (the address), kUnavailable (the port is taken), and those of the store.
  static StatusOr<std::unique_ptr<BuilderHost>> Start(const HostOptions& options);

  // Ends the server, giving requests half a second to finish, and then releases the store.
  ~BuilderHost();
  BuilderHost(const BuilderHost&) = delete;
  BuilderHost& operator=(const BuilderHost&) = delete;

  // A channel that does not leave the process. It buffers nothing: a caller of Publish reads
  // acknowledgements on a thread of their own.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // The port that `listen` came to; zero when it does not listen.
  int listen_port() const;

 private:
  struct Parts;
  explicit BuilderHost(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace keytrail::rpc
