// Services of PAM, as pam.d(5) describes them: what may refuse an account after sshd took its key.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Exactly one PamFact, also of an empty text: the modules of the account phase but pam_unix, whose
// answer follows from shadow(5), and pam_permit; and the files that the phase goes on in. Each
// once, in the order of the file; controls and arguments are not kept.
std::vector<FactPayload> ParsePamService(std::string_view text);

}  // namespace keytrail::facts
