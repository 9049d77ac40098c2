#include "cli/delivery.h"

#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "rpc/builder_connection.h"
#include "rpc/publish_client.h"
#include "scanner/daemon/publisher.h"
#include "scanner/daemon/scratch_directory.h"
#include "storage/outbox_store.h"
#include "storage/store_directory.h"

namespace keytrail::cli {
namespace {

// How long a finished scan waits for the builder before it leaves the rest in the outbox.
constexpr std::chrono::seconds kFlushTimeout{60};

class NoDelivery final : public Delivery {
 public:
  const daemon::InstallationKey& key() const override { return key_; }
  daemon::ResultRecorder& recorder() override { return recorder_; }
  Status Finish() override { return OkStatus(); }

 private:
  const daemon::InstallationKey key_ = daemon::InstallationKey::Ephemeral();
  daemon::NullRecorder recorder_;
};

// Records, and tells the publisher that there is something to send.
class NotifyingRecorder final : public daemon::ResultRecorder {
 public:
  NotifyingRecorder(OutboxStore& outbox, daemon::Publisher& publisher)
      : outbox_(outbox), publisher_(publisher) {}
  Status Record(std::span<const ScanRecord> records) override {
    KT_RETURN_IF_ERROR(outbox_.Record(records));
    publisher_.Notify();
    return OkStatus();
  }
  std::uint64_t last_sequence() const { return outbox_.last_sequence(); }

 private:
  daemon::OutboxRecorder outbox_;
  daemon::Publisher& publisher_;
};

class PublishedDelivery final : public Delivery {
 public:
  PublishedDelivery(daemon::InstallationKey key, std::unique_ptr<OutboxStore> outbox,
                    std::unique_ptr<rpc::BuilderConnection> connection,
                    std::optional<daemon::ScratchDirectory> scratch)
      : key_(std::move(key)),
        scratch_(std::move(scratch)),
        outbox_(std::move(outbox)),
        connection_(std::move(connection)),
        publisher_(*outbox_, rpc::PublishOver(*connection_)),
        recorder_(*outbox_, publisher_) {}

  const daemon::InstallationKey& key() const override { return key_; }
  daemon::ResultRecorder& recorder() override { return recorder_; }

  Status Finish() override {
    const Status flushed = publisher_.Flush(recorder_.last_sequence(), kFlushTimeout);
    if (flushed.ok()) return flushed;
    const StatusOr<std::uint64_t> waiting = outbox_->Pending();
    return MakeError(flushed.code(),
                     fmt::format("cannot publish {} records: {}: {}", waiting.ok() ? *waiting : 0,
                                 MessageOf(flushed),
                                 scratch_.has_value()
                                     ? "they are lost, for --store none keeps nothing: scan again"
                                     : "they go out with the next scan of this store"));
  }

 private:
  const daemon::InstallationKey key_;
  const std::optional<daemon::ScratchDirectory> scratch_;  // of an outbox that is not kept
  const std::unique_ptr<OutboxStore> outbox_;
  const std::unique_ptr<rpc::BuilderConnection> connection_;
  daemon::Publisher publisher_;
  NotifyingRecorder recorder_;
};

StatusOr<std::unique_ptr<rpc::BuilderConnection>> FindBuilder(const ScanOptions& options) {
  if (options.publish_address.empty()) return rpc::ConnectOrHost(*options.store_directory);
  return rpc::Connect({.address = options.publish_address,
                       .tls = options.publish_tls,
                       .insecure_loopback = options.insecure_loopback});
}

// Through the outbox in `directory`, which `scratch` removes where nothing is to be kept.
StatusOr<std::unique_ptr<Delivery>> Deliver(const ScanOptions& options,
                                            const std::string& directory,
                                            daemon::InstallationKey key,
                                            std::optional<daemon::ScratchDirectory> scratch) {
  KT_ASSIGN_OR_RETURN(auto outbox, storage::OpenOutboxStore(directory + "/scanner.db"));
  KT_ASSIGN_OR_RETURN(auto connection, FindBuilder(options));
  return std::make_unique<PublishedDelivery>(std::move(key), std::move(outbox),
                                             std::move(connection), std::move(scratch));
}

}  // namespace

StatusOr<std::unique_ptr<Delivery>> OpenDelivery(const ScanOptions& options) {
  if (options.store_directory.has_value()) {
    const std::string& store = *options.store_directory;
    KT_RETURN_IF_ERROR(storage::PrepareStoreDirectory(store));
    KT_ASSIGN_OR_RETURN(auto key, daemon::InstallationKey::LoadOrCreate(store));
    return Deliver(options, store, std::move(key), std::nullopt);
  }
  if (options.publish_address.empty()) return std::make_unique<NoDelivery>();
  KT_ASSIGN_OR_RETURN(auto scratch, daemon::ScratchDirectory::Create(0));
  const std::string directory = scratch.path();
  return Deliver(options, directory, daemon::InstallationKey::Ephemeral(), std::move(scratch));
}

}  // namespace keytrail::cli
