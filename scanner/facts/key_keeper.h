// Who keeps a line of an authorized_keys file, where the file says it: programs of clouds write
// lines and take them away again.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/fact.h"

namespace keytrail::facts {

// Sets managed_by and managed_until of `line`. `line_before` is the line in front of it in the
// file, `text` its own text. Google's agent takes away only lines behind its own
// mark, and takes them at the time that the comment gives; cloud-init is known by its banner.
// Source: the Google guest agent's accounts.go (mark, time), cloud-init's DISABLE_USER_OPTS.
void NoteKeeper(AuthorizedLineFact& line, std::string_view line_before, std::string_view text);

}  // namespace keytrail::facts
