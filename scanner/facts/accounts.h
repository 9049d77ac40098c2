// Accounts, as passwd(5) lists them.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// One AccountFact for each line that the C library would take; of the seven fields the password
// is kept as its class only, and the comment not at all. Entries of the old NIS forms (+ and -) are
// passed over.
std::vector<FactPayload> ParseAccounts(std::string_view text);

}  // namespace keytrail::facts
