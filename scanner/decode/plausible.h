// Whether bytes that came out of a decoder look like something that was encoded, from the first
// few dozen of them: text, text in UTF-16, or a format that opens with a known mark. Random bytes
// pass less than once in a million.
#pragma once

#include <cstddef>
#include <span>

namespace keytrail::decode {

// Shape: `head` has 20 bytes or more.
bool IsPlausible(std::span<const std::byte> head);

}  // namespace keytrail::decode
