// Files that AuthorizedPrincipalsFile may name: which names in a certificate open an account.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// True where such files usually lie: below /etc/ssh under a name or directory with "principals" in
// it, and ".ssh/authorized_principals". `path` as in Place.
bool IsPrincipalsPath(std::string_view path);

// Exactly one PrincipalsFact, also of an empty text. A line whose options sshd refuses names none;
// nor does a name that is not plain. At most limits::kListItemsMax names.
// Source: OpenSSH 9.2, auth2-pubkeyfile.c, auth_process_principals().
std::vector<FactPayload> ParsePrincipals(std::string_view text);

}  // namespace keytrail::facts
