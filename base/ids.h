// Random identifiers.
#pragma once

#include <string>

namespace keytrail {

// Returns 32 lower-case hexadecimal digits from the kernel's random source.
std::string NewRandomId();

}  // namespace keytrail
