#include <optional>
#include <string>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "tests/fuzz/fuzz_target.h"
#include "wire/frame.h"
#include "wire/record.h"

namespace keytrail::fuzz {
namespace {

// What was taken is sent on in the same bytes, again and again.
template <typename Value, typename Encode, typename Decode>
void CheckStable(const Value& value, Encode encode, Decode decode) {
  const std::string bytes = encode(value);
  const auto again = decode(AsBytes(bytes));
  KT_CHECK(again.ok());
  KT_CHECK(encode(*again) == bytes);
}

}  // namespace

void FuzzFrame(std::span<const std::byte> input) {
  const auto worker = wire::DecodeWorkerFrame(input);
  if (worker.ok()) {
    KT_CHECK(wire::EncodeFrame(*worker).size() <= limits::kFrameBytesMax);
    CheckStable(
        *worker, [](const WorkerFrame& frame) { return wire::EncodeFrame(frame); },
        wire::DecodeWorkerFrame);
  }
  const auto supervisor = wire::DecodeSupervisorFrame(input);
  if (supervisor.ok()) {
    CheckStable(
        *supervisor, [](const SupervisorFrame& frame) { return wire::EncodeFrame(frame); },
        wire::DecodeSupervisorFrame);
  }
  const auto record = wire::DecodeRecord(input);
  if (record.ok()) CheckStable(*record, wire::EncodeRecord, wire::DecodeRecord);
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzFrame)
