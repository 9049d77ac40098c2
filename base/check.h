// CHECK for broken invariants: the process ends, for a state that cannot be is not one to go on
// from.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace keytrail {

[[noreturn]] inline void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "keytrail: invariant broken: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace keytrail

#define KT_CHECK(condition)                                    \
  do {                                                         \
    if (!(condition)) {                                        \
      ::keytrail::CheckFailed(#condition, __FILE__, __LINE__); \
    }                                                          \
  } while (false)
