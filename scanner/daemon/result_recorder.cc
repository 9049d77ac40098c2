#include "scanner/daemon/result_recorder.h"

#include <string>
#include <vector>

#include "wire/record.h"

namespace keytrail::daemon {

Status OutboxRecorder::Record(std::span<const ScanRecord> records) {
  std::vector<std::string> encoded;
  encoded.reserve(records.size());
  for (const ScanRecord& record : records) encoded.push_back(wire::EncodeRecord(record));
  if (encoded.empty()) return OkStatus();
  KT_ASSIGN_OR_RETURN(last_sequence_, outbox_.Append(encoded));
  return OkStatus();
}

}  // namespace keytrail::daemon
