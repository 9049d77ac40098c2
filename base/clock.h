// Time as the project keeps it: nanoseconds since the Unix epoch, UTC, printed as RFC 3339.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace keytrail {

// Nanoseconds since 1970-01-01T00:00:00Z. Zero means "not known".
struct Timestamp {
  std::int64_t ns = 0;
  auto operator<=>(const Timestamp&) const = default;
  bool known() const { return ns != 0; }
};

// Returns e.g. "2026-02-03T04:05:06.000000007Z": always nine digits, always Z.
std::string FormatTimestamp(Timestamp time);

// Accepts RFC 3339 with an offset or Z and up to nine digits of a second. Errors: kInvalidArgument.
StatusOr<Timestamp> ParseTimestamp(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp Now() const override;
};

}  // namespace keytrail
