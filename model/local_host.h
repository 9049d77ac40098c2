// Which hosts mean something only from where they were written.
#pragma once

#include <string_view>

namespace keytrail {

// True for names without a dot (localhost, a service of Docker or Kubernetes), names that no public
// server answers for (.internal, .local, …), and addresses that are not routed on the internet.
// Shape: `host` is in lower case, an IPv6 address may stand in brackets. Source: RFC 1918, RFC
// 3927, RFC 4193, RFC 6598, RFC 6761, RFC 6762.
bool IsLocalHost(std::string_view host);

}  // namespace keytrail
