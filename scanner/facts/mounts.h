// Where a machine mounts its file systems: lines of fstab(5).
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// One MountFact for each line with a mount point, in order; swap has none. Fields are taken only
// where they are plain; options (credentials among them) never. Source: fstab(5).
std::vector<FactPayload> ParseMounts(std::string_view text);

}  // namespace keytrail::facts
