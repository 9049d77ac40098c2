// When the doors of a machine may change by themselves.
#pragma once

#include <span>

#include "base/clock.h"
#include "model/fact.h"

namespace keytrail::graph {

// The first moment after `now` at which another outcome is possible with the same facts: a day that
// shadow(5) gives, or in an hour where an authorized line has an expiry-time, which is in a time
// zone that the disk may not tell. Certificates are judged when they are asked for. Far in the
// future where nothing expires.
Timestamp NextChangeOf(std::span<const Fact> facts, Timestamp now);

}  // namespace keytrail::graph
