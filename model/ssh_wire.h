// The encoding of SSH's data types: length-prefixed strings and numbers, read from hostile bytes
// and written. Not a protocol: nothing here speaks to a server. Source: RFC 4251 section 5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace keytrail {

// Reads forward; once a read fails, what follows is meaningless and the caller gives up.
class SshReader {
 public:
  // Lifetime: the bytes must outlive the reader and the spans that it returns.
  explicit SshReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> rest() const { return bytes_; }
  bool at_end() const { return bytes_.empty(); }

  // Each returns nothing when the bytes end too early.
  std::optional<std::uint8_t> Byte();
  std::optional<std::uint32_t> Number();
  std::optional<std::span<const std::byte>> String();
  // A positive multiple-precision integer without its leading zeros; nothing when negative.
  std::optional<std::span<const std::byte>> PositiveInteger();

 private:
  std::span<const std::byte> bytes_;
};

class SshWriter {
 public:
  void String(std::span<const std::byte> bytes);
  void Text(std::string_view text);
  // `magnitude` is big-endian; leading zeros are dropped, and one is set where the sign bit asks.
  void PositiveInteger(std::span<const std::byte> magnitude);
  std::vector<std::byte> Take() { return std::move(bytes_); }

 private:
  void Number(std::size_t value);

  std::vector<std::byte> bytes_;
};

}  // namespace keytrail
