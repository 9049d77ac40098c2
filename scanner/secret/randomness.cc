#include "scanner/secret/randomness.h"

#include <algorithm>
#include <bitset>

namespace keytrail::secret {

std::size_t DistinctBytes(std::span<const std::byte> bytes) {
  std::bitset<256> seen;
  for (const std::byte byte : bytes) seen.set(static_cast<std::size_t>(byte));
  return seen.count();
}

bool LooksRandom(std::span<const std::byte> bytes) {
  constexpr std::size_t kBytesThatCount = 48;
  return !bytes.empty() && DistinctBytes(bytes) * 2 >= std::min(bytes.size(), kBytesThatCount);
}

}  // namespace keytrail::secret
