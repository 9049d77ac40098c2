// Which bytes of a value may leave the worker: those of names, patterns, addresses and paths.
#pragma once

#include <string_view>

namespace keytrail::facts {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// True when `value` holds nothing but ASCII letters, digits and `marks`.
inline bool IsPlain(std::string_view value, std::string_view marks) {
  for (const char c : value) {
    if (!IsDigit(c) && !IsLetter(c) && marks.find(c) == std::string_view::npos) return false;
  }
  return true;
}

}  // namespace keytrail::facts
