// What an AWS access key id says of itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail {

// The 12-digit account that the id of a long-lived (AKIA) or temporary (ASIA) key holds. Returns
// nothing for ids made before about 2019, which hold none, and for what is no such id. Source:
// worked examples that others published; AWS documents no format.
std::optional<std::string> AwsAccountOf(std::string_view key_id);

}  // namespace keytrail
