// What an authorized_keys line decides by itself, before any gate of sshd is asked.
#pragma once

#include "model/door.h"
#include "model/fact.h"

namespace keytrail::access {

// Returns `door` blocked where `line` alone makes it certain: options that void the line, a
// certificate authority (no login key), the banner that cloud-init leaves for root. Otherwise with
// the options that are yet to be judged among its not_evaluated.
Door JudgeLine(const AuthorizedLineFact& line, Door door);

}  // namespace keytrail::access
