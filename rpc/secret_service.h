// The secrets tab and the keys, from the record.
#pragma once

#include "keytrail/v1/service.grpc.pb.h"
#include "rpc/record_view.h"

namespace keytrail::rpc {

class SecretService final : public v1::SecretService::Service {
 public:
  // Both must outlive the service.
  SecretService(RecordView& view, RecordStore& store) : view_(view), store_(store) {}

  grpc::Status ListSecrets(grpc::ServerContext* context, const v1::ListSecretsRequest* request,
                           v1::ListSecretsResponse* response) override;
  grpc::Status ListKeys(grpc::ServerContext* context, const v1::ListKeysRequest* request,
                        v1::ListKeysResponse* response) override;

 private:
  Status List(const v1::ListSecretsRequest& request, v1::ListSecretsResponse& response);
  Status List(const v1::ListKeysRequest& request, v1::ListKeysResponse& response);

  RecordView& view_;
  RecordStore& store_;
};

}  // namespace keytrail::rpc
