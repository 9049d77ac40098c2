// The version of this build; worker and supervisor must share it.
#pragma once

#include <string_view>

namespace keytrail {

inline constexpr std::string_view kVersion = KEYTRAIL_VERSION;

}  // namespace keytrail
