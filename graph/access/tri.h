// Logic with a third value, for what a disk does not tell.
#pragma once

#include <algorithm>

namespace keytrail::access {

// Ordered: a conjunction is the least of its parts, a disjunction the greatest.
enum class Tri { kNo, kUnknown, kYes };

constexpr Tri And(Tri a, Tri b) { return std::min(a, b); }
constexpr Tri Or(Tri a, Tri b) { return std::max(a, b); }
constexpr Tri TriOf(bool value) { return value ? Tri::kYes : Tri::kNo; }

}  // namespace keytrail::access
