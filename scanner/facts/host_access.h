// hosts.allow and hosts.deny, where they speak of sshd. An sshd that is built with libwrap
// (Debian's is) obeys them; which rule counts for whom is decided elsewhere.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Exactly one HostAccessFact, also of an empty text, with the rules whose daemons may be sshd, in
// the order of the file. A rule denies by the file that it is in ("hosts.deny"), by its option
// `deny`, or by `twist`, which serves something else; `allow` lifts that. A word that is not plain
// is empty, and the rule withheld, as it is with an option whose effect is not known (`aclexec`).
// Source: hosts_access(5), hosts_options(5).
std::vector<FactPayload> ParseHostAccess(std::string_view path, std::string_view text);

}  // namespace keytrail::facts
