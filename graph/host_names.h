// Names and addresses of hosts, as different files write them.
#pragma once

#include <string>
#include <string_view>

namespace keytrail::graph {

// In lower case, without the brackets and port of "[db]:2222" and without a zone; addresses in
// their shortest form.
std::string CanonicalHost(std::string_view text);

// Whether the name or address is that of whoever uses it. `host` is canonical.
bool IsLoopback(std::string_view host);

// Whether networks that know nothing of each other may both have it: private addresses, and names
// without a domain. `host` is canonical.
bool IsOfOneNetwork(std::string_view host);

}  // namespace keytrail::graph
