// Groups and who is in them, as group(5) lists them.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// One GroupFact for each line that the C library would take. Members: empty ones are dropped, and
// those beyond limits::kListItemsMax of a group are not kept. Those whose group it is by passwd(5)
// are not named here.
std::vector<FactPayload> ParseGroups(std::string_view text);

}  // namespace keytrail::facts
