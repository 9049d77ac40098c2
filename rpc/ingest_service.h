// The publish stream's other end: batches in, applied to the record, acknowledged.
#pragma once

#include "base/clock.h"
#include "keytrail/v1/service.grpc.pb.h"
#include "model/stores.h"

namespace keytrail::rpc {

class IngestService final : public v1::IngestService::Service {
 public:
  // Both must outlive the service.
  IngestService(RecordStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Ends with INVALID_ARGUMENT (a request out of turn, a record that cannot be), with
  // FAILED_PRECONDITION (records are missing), or with the store's error.
  grpc::Status Publish(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::PublishResponse, v1::PublishRequest>* stream) override;

 private:
  StatusOr<v1::PublishResponse> Begin(const v1::PublishRequest& opening);
  StatusOr<v1::PublishResponse> Apply(const v1::PublishRequest& opening,
                                      const v1::PublishRequest& batch);

  RecordStore& store_;
  const Clock& clock_;
};

}  // namespace keytrail::rpc
