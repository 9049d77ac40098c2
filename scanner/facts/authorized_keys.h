// Lines of authorized_keys files, cut as sshd cuts them.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// One AuthorizedLineFact for each line that holds a key, those whose options sshd refuses included.
// Comment lines and lines without a key within limits::kAuthorizedLineBytesMax give none.
// A comment that is no harmless name is dropped. Source: OpenSSH 9.2, auth2-pubkeyfile.c.
std::vector<FactPayload> ParseAuthorizedKeys(std::string_view text);

}  // namespace keytrail::facts
