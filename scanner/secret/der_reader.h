// The elements of a DER text, one after the other, from hostile bytes. Source: X.690.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace keytrail::secret {

namespace der {
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kObject = 0x06;
inline constexpr std::uint8_t kSequence = 0x30;
}  // namespace der

struct DerElement {
  std::uint8_t tag = 0;
  std::span<const std::byte> content;
  std::size_t header_bytes = 0;
  std::size_t content_bytes = 0;  // as the header says; more than `content` has where it is cut off
};

// Reads forward. Lifetime: the bytes must outlive the reader and what it returns.
class DerReader {
 public:
  explicit DerReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  // Nothing when no whole element of definite length follows.
  std::optional<DerElement> Next();
  // As Next, but the content may end early.
  std::optional<DerElement> NextCutOff();
  // The content of the next element, which must be whole and have that tag.
  std::optional<std::span<const std::byte>> Next(std::uint8_t tag);

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace keytrail::secret
