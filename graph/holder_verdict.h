// What a door is for one who holds its key: whether the holder's own addresses meet the conditions
// on the source, and whether the key is to be used there without a passphrase.
#pragma once

#include <span>
#include <string>

#include "model/door.h"
#include "model/key.h"

namespace keytrail::graph {

// `addresses`: those that are known of the holder; none: nothing is decided by them.
// `encrypted_there`: whoever reads the key also needs its passphrase.
HolderVerdict VerdictForHolder(const Door& door, const std::string& holder_machine_id,
                               std::span<const std::string> addresses, bool encrypted_there);

// A door has one verdict: allowed if it is for all holders, blocked if it is for all, else
// conditional; unknown where nobody's is better than that. That of `door` where nobody holds the
// key.
Verdict CombineVerdicts(const Door& door, std::span<const HolderVerdict> holders);

}  // namespace keytrail::graph
