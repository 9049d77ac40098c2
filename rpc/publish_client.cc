#include "rpc/publish_client.h"

#include <string>

#include <fmt/format.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "base/mutex.h"
#include "keytrail/v1/service.grpc.pb.h"
#include "rpc/grpc_status.h"

namespace keytrail::rpc {
namespace {

class GrpcPublishTransport final : public daemon::PublishTransport {
 public:
  explicit GrpcPublishTransport(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::IngestService::NewStub(channel)) {}

  // A stream that was not read to its end is cancelled, and then has one.
  ~GrpcPublishTransport() override {
    context_.TryCancel();
    if (stream_ != nullptr && !finished_) static_cast<void>(stream_->Finish());
  }

  StatusOr<std::uint64_t> Open(const std::string& scanner_id, std::uint64_t epoch) override {
    scanner_id_ = scanner_id;
    epoch_ = epoch;
    stream_ = stub_->Publish(&context_);
    v1::PublishRequest opening;
    opening.set_scanner_id(scanner_id);
    opening.set_epoch(epoch);
    static_cast<void>(stream_->Write(opening));  // when it fails, so does the reading below
    return NextAck();
  }

  Status Send(std::span<const OutboxStore::Row> batch) override {
    v1::PublishRequest request;
    request.set_scanner_id(scanner_id_);
    request.set_epoch(epoch_);
    request.set_first_sequence(batch.front().sequence);
    for (const OutboxStore::Row& row : batch) {
      if (!request.add_records()->ParseFromString(row.record)) {
        return MakeError(StatusCode::kDataLoss,
                         fmt::format("publishing record {}: it is damaged in the scanner's store: "
                                     "restore scanner.db, or move it away",
                                     row.sequence));
      }
    }
    if (stream_->Write(request)) return OkStatus();
    return MakeError(StatusCode::kUnavailable,
                     "publishing: the stream to the graph builder broke: it is opened again");
  }

  StatusOr<std::uint64_t> NextAck() override {
    v1::PublishResponse response;
    if (stream_->Read(&response)) return response.acknowledged_sequence();
    finished_ = true;
    const grpc::Status status = stream_->Finish();
    if (!status.ok()) return FromGrpc(status);
    return MakeError(StatusCode::kUnavailable,
                     "publishing: the graph builder ended the stream: it is opened again");
  }

  void Close() override { context_.TryCancel(); }

 private:
  const std::unique_ptr<v1::IngestService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::PublishRequest, v1::PublishResponse>> stream_;
  std::string scanner_id_;
  std::uint64_t epoch_ = 0;
  bool finished_ = false;  // of the reading thread
};

}  // namespace

std::unique_ptr<daemon::PublishTransport> MakePublishTransport(
    const std::shared_ptr<grpc::Channel>& channel) {
  return std::make_unique<GrpcPublishTransport>(channel);
}

daemon::TransportFactory PublishOver(BuilderConnection& connection) {
  return [&connection]() -> StatusOr<std::unique_ptr<daemon::PublishTransport>> {
    KT_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, connection.Channel());
    return MakePublishTransport(channel);
  };
}

}  // namespace keytrail::rpc
