// The configuration of an SSH client: which key it takes to which account on which host.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Shape: one SshClientBlockFact for each Host or Match block that says something of use, in the
// order of the file, and one for "*" with what stands before the first, in front of them. At most
// limits::kSshClientBlocksMax. Of a keyword that is given again in a block the first value holds,
// but for IdentityFile and CertificateFile, which add up, as Include does. What is not plainly a
// name or a path is left out, and a block whose patterns are not all plain counts as one whose
// condition is not known; commands are never kept. Time: linear.
// Source: ssh_config(5).
std::vector<FactPayload> ParseSshClientConfig(std::string_view text);

}  // namespace keytrail::facts
