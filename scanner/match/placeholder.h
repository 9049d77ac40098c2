// Values that stand where a secret would: placeholders and template variables.
#pragma once

#include <string_view>

#include "base/secret_bytes.h"

namespace keytrail::match {

// True when the whole of `value` is a stand-in: a template variable (${X}, {{ x }}, <x>, %(x)s,
// $X), one or two characters over and over, a mask (xxxx, ****), or made only of words such as
// "your", "password", "changeme", "example". A value that merely contains such a word is no
// placeholder.
bool IsPlaceholder(std::string_view value);

// `text`, which may be secret, with each %HH as its byte; a percent sign without two digits stays.
SecretBytes PercentDecode(std::string_view text);

}  // namespace keytrail::match
