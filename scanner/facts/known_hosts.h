// The known hosts of an SSH client: which host keys it has met, and under which names. That a
// machine has a key does not say that it may log in there.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Shape: KnownHostFacts in the order of the lines, at most limits::kFactsPerFileMax. Lines without
// a key that OpenSSH takes (those of protocol 1 among them) are passed over; names that are not
// plain are left out, and so may be all of a line. Time: linear.
// Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT; OpenSSH's hostfile.c.
std::vector<FactPayload> ParseKnownHosts(std::string_view text);

}  // namespace keytrail::facts
