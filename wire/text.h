// What holds for every message that crosses a boundary: text is UTF-8, times are in range, and no
// field is without a bound.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include "base/clock.h"
#include "base/status.h"

namespace keytrail::wire {

// `text` fit for a string field: as it is when it is UTF-8, else with the rest escaped as \xNN;
// clipped at limits::kTextBytesMax, between characters.
std::string WireText(std::string_view text);

google::protobuf::Timestamp TimestampToProto(Timestamp time);

// A message without a value is an unknown time. Errors: kInvalidArgument when the time lies
// outside of what 64-bit nanoseconds hold.
StatusOr<Timestamp> TimestampFromProto(const google::protobuf::Timestamp& time);

// Checks every field of `message`, at any depth: texts at most limits::kTextBytesMax, bytes at most
// limits::kPathBytesMax, lists at most limits::kListItemsMax items. Errors: kInvalidArgument.
Status CheckBounds(const google::protobuf::Message& message);

// Serializes with maps in order of their keys: equal values have equal bytes.
std::string SerializeInOrder(const google::protobuf::Message& message);

}  // namespace keytrail::wire
