#include "rpc/ingest_service.h"

#include <vector>

#include "base/limits.h"
#include "rpc/grpc_status.h"
#include "wire/convert.h"
#include "wire/text.h"

namespace keytrail::rpc {
namespace {

Status OutOfTurn(const char* why) {
  return MakeError(StatusCode::kInvalidArgument,
                   std::string("publishing: ") + why + ": see IngestService in service.proto");
}

Status CheckBatch(const v1::PublishRequest& opening, const v1::PublishRequest& batch) {
  if (batch.scanner_id() != opening.scanner_id() || batch.epoch() != opening.epoch()) {
    return OutOfTurn("a batch of another scanner or epoch than the stream's");
  }
  if (batch.first_sequence() == 0 || batch.records().empty() ||
      static_cast<std::size_t>(batch.records_size()) > limits::kPublishBatchRecordsMax) {
    return OutOfTurn("a batch without records or number, or with too many records");
  }
  return wire::CheckBounds(batch);
}

v1::PublishResponse Acknowledge(const v1::PublishRequest& request, std::uint64_t sequence) {
  v1::PublishResponse response;
  response.set_scanner_id(request.scanner_id());
  response.set_epoch(request.epoch());
  response.set_acknowledged_sequence(sequence);
  return response;
}

}  // namespace

grpc::Status IngestService::Publish(
    grpc::ServerContext* /*context*/,
    grpc::ServerReaderWriter<v1::PublishResponse, v1::PublishRequest>* stream) {
  v1::PublishRequest opening;
  if (!stream->Read(&opening)) return ToGrpc(OutOfTurn("a stream without an opening request"));
  StatusOr<v1::PublishResponse> answer = Begin(opening);
  v1::PublishRequest batch;
  while (answer.ok() && stream->Write(*answer)) {
    if (!stream->Read(&batch)) return grpc::Status::OK;
    answer = Apply(opening, batch);
  }
  return ToGrpc(answer.status());
}

StatusOr<v1::PublishResponse> IngestService::Begin(const v1::PublishRequest& opening) {
  if (opening.scanner_id().empty() || !opening.records().empty()) {
    return OutOfTurn("an opening request names a scanner and carries no records");
  }
  KT_ASSIGN_OR_RETURN(const std::uint64_t applied,
                      store_.LastApplied(opening.scanner_id(), opening.epoch()));
  return Acknowledge(opening, applied);
}

StatusOr<v1::PublishResponse> IngestService::Apply(const v1::PublishRequest& opening,
                                                   const v1::PublishRequest& batch) {
  KT_RETURN_IF_ERROR(CheckBatch(opening, batch));
  std::vector<ScanRecord> records;
  records.reserve(static_cast<std::size_t>(batch.records_size()));
  for (const v1::ScanRecord& proto : batch.records()) {
    KT_ASSIGN_OR_RETURN(ScanRecord record, wire::FromProto(proto));
    records.push_back(std::move(record));
  }
  const std::uint64_t last = batch.first_sequence() + records.size() - 1;
  KT_RETURN_IF_ERROR(
      store_.Apply({.scanner_id = batch.scanner_id(), .epoch = batch.epoch(), .sequence = last},
                   batch.first_sequence(), records, clock_.Now()));
  return Acknowledge(batch, last);
}

}  // namespace keytrail::rpc
