// A public key in a file of its own, beside the private one or alone: a line as authorized_keys has
// them, a certificate, or RFC 4716's form.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// At most one fact; none when the first line is no key. The comment is kept where it is harmless.
std::vector<FactPayload> ParsePublicKeyFile(std::string_view text);

}  // namespace keytrail::facts
