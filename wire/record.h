// Records of the publish stream as bytes: what an outbox row holds and what a stream carries.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/status.h"
#include "model/coverage.h"

namespace keytrail::wire {

// Shape: equal records have equal bytes; text that is not UTF-8 is escaped (paths and names that a
// disk gives are kept byte by byte).
std::string EncodeRecord(const ScanRecord& record);

// Errors: kInvalidArgument (not a record, a field out of its bounds, an enumerator that this
// version does not know, an id missing). Never crashes, whatever the bytes.
StatusOr<ScanRecord> DecodeRecord(std::span<const std::byte> bytes);

// Parts of records as bytes, for a store that keeps them whole beside the columns it queries.
std::string EncodeFinding(const Finding& finding);
std::string EncodeFact(const Fact& fact);
std::string EncodeCoverage(const VolumeCoverage& coverage);
std::string EncodeScanDone(const ScanDone& done);

// Errors: kInvalidArgument, as DecodeRecord.
StatusOr<Finding> DecodeFinding(std::span<const std::byte> bytes);
StatusOr<Fact> DecodeFact(std::span<const std::byte> bytes);
StatusOr<VolumeCoverage> DecodeCoverage(std::span<const std::byte> bytes);

}  // namespace keytrail::wire
