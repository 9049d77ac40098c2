// What an authorized_keys line decides by itself, before any gate of sshd is asked.
#pragma once

#include "model/door.h"
#include "model/fact.h"

namespace keytrail::access {

// Blocks `door` where `line` alone makes it certain: options that void the line, a certificate
// authority (no login key), the banner that cloud-init leaves for root. Otherwise adds the options
// that are yet to be judged to the door's not_evaluated.
void ApplyLine(const AuthorizedLineFact& line, Door& door);

}  // namespace keytrail::access
