// Whether bytes may be a key at all: what a person typed as a stand-in is not.
#pragma once

#include <cstddef>
#include <span>

namespace keytrail::secret {

std::size_t DistinctBytes(std::span<const std::byte> bytes);

// Whether at least half of the bytes (of the first 48, where there are more) would be different
// ones. Random bytes fail this once in more than 10^9 times from 16 bytes on.
bool LooksRandom(std::span<const std::byte> bytes);

}  // namespace keytrail::secret
