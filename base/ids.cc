#include "base/ids.h"

#include <sys/random.h>

#include <array>
#include <cstdint>

#include "base/check.h"
#include "base/digest.h"

namespace keytrail {

std::string NewRandomId() {
  std::array<std::uint8_t, 16> bytes{};
  KT_CHECK(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return HexEncode(bytes);
}

}  // namespace keytrail
