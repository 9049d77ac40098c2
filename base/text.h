// Text of unknown origin made fit to show.
#pragma once

#include <string>
#include <string_view>

namespace keytrail {

// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool IsUtf8(std::string_view text);

// `bytes` with everything that is not well-formed UTF-8 and every control character as \xNN;
// backslash as \\ only where something was escaped. What is clean comes back unchanged. For paths
// and every other string that a disk names.
std::string EscapeForDisplay(std::string_view bytes);

// A to Z in lower case, every other byte as it was.
std::string LowerCase(std::string_view text);

// True when `text` may be repeated in public as a name: 1 to 128 characters of [A-Za-z0-9._@:+-],
// with no run of 20 or more letters and digits that holds a digit or both cases, for tokens look
// like that.
bool IsHarmlessLabel(std::string_view text);

}  // namespace keytrail
