// How much a value looks like a password or a key, judged by itself.
//
// Not whether it is one: the context decides that. A field that can hold nothing else takes any
// value that stands for itself; the weaker the context, the stronger the value must be.
#pragma once

#include <string_view>

namespace keytrail::match {

enum class ValueStrength {
  kNone,    // a stand-in, a constant, code, a path, a sealed value, a hash
  kWord,    // a word or a name, a short number
  kMixed,   // letters with digits or symbols, as people choose passwords: summer2019, Passw0rd!
  kStrong,  // made by chance, to all appearance
};

// Time: linear in the value, which is short.
ValueStrength StrengthOf(std::string_view value);

// True when `value` is an expression of a programming language: a call, a member, an index.
bool IsCode(std::string_view value);

// True when `value` is a path or an address.
bool IsLocation(std::string_view value);

}  // namespace keytrail::match
