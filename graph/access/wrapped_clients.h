// Client lists of hosts_access(5), which an sshd built with libwrap obeys.
#pragma once

#include <string_view>

#include "graph/access/tri.h"

namespace keytrail::access {

// Whether `address` is among the clients of `list`, whose elements stand between commas. Unknown
// where an element asks for a name, or for what is not known here (EXCEPT, netgroups, files).
Tri MatchesWrappedClients(std::string_view address, std::string_view list);

}  // namespace keytrail::access
