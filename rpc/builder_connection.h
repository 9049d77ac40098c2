// The way to a graph builder: one at an address, or the one of a store, which this process hosts
// when no other does.
#pragma once

#include <memory>
#include <string>

#include "base/mutex.h"
#include "base/status.h"
#include "rpc/address.h"
#include "rpc/builder_host.h"

namespace keytrail::rpc {

class BuilderConnection {
 public:
  virtual ~BuilderConnection() = default;

  // A channel to the builder as it is now; ask again after it failed, for the builder of a store
  // may have moved to another process or to this one. Errors: kUnavailable (nobody answers in
  // time), and those of OpenChannel and BuilderHost::Start. Threads: any.
  virtual StatusOr<std::shared_ptr<grpc::Channel>> Channel() = 0;

  // Whether this process hosts the builder.
  virtual bool hosts() = 0;
};

// The builder at an address; does not wait for it.
StatusOr<std::unique_ptr<BuilderConnection>> Connect(const ServerAddress& server);

// The builder of the store: another process's when it answers, else hosted here until the
// connection goes. Makes the store where it is missing. Errors: as Channel.
StatusOr<std::unique_ptr<BuilderConnection>> ConnectOrHost(const std::string& store_directory);

}  // namespace keytrail::rpc
