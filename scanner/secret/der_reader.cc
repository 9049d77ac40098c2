#include "scanner/secret/der_reader.h"

#include <algorithm>

namespace keytrail::secret {

std::optional<DerElement> DerReader::NextCutOff() {
  if (bytes_.size() < 2) return std::nullopt;
  const auto tag = static_cast<std::uint8_t>(bytes_[0]);
  std::size_t length = static_cast<std::size_t>(bytes_[1]);
  std::size_t header = 2;
  if (length >= 0x80) {
    const std::size_t digits = length & 0x7F;
    if (digits == 0 || digits > 4 || bytes_.size() < header + digits) return std::nullopt;
    length = 0;
    for (const std::byte digit : bytes_.subspan(header, digits)) {
      length = length << 8 | static_cast<std::size_t>(digit);
    }
    header += digits;
  }
  const std::size_t there = std::min(length, bytes_.size() - header);
  const DerElement element{.tag = tag,
                           .content = bytes_.subspan(header, there),
                           .header_bytes = header,
                           .content_bytes = length};
  bytes_ = bytes_.subspan(header + there);
  return element;
}

std::optional<DerElement> DerReader::Next() {
  const auto element = NextCutOff();
  if (!element || element->content.size() != element->content_bytes) return std::nullopt;
  return element;
}

std::optional<std::span<const std::byte>> DerReader::Next(std::uint8_t tag) {
  const auto element = Next();
  if (!element || element->tag != tag) return std::nullopt;
  return element->content;
}

}  // namespace keytrail::secret
