#include "scanner/secret/der_shape.h"

#include <cstdint>
#include <optional>

namespace keytrail::secret {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::size_t kPkcs1Integers = 9;
constexpr std::size_t kDsaIntegers = 6;

struct Element {
  std::uint8_t tag = 0;
  std::span<const std::byte> content;
};

class Elements {
 public:
  explicit Elements(std::span<const std::byte> bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  // Nothing when no whole element of definite length follows.
  std::optional<Element> Next() {
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
    if (length > bytes_.size() - header) return std::nullopt;
    const Element element{.tag = tag, .content = bytes_.subspan(header, length)};
    bytes_ = bytes_.subspan(header + length);
    return element;
  }

 private:
  std::span<const std::byte> bytes_;
};

// How many integers stand in `fields` and nothing else; zero when something else does.
std::size_t CountIntegers(Elements fields) {
  std::size_t count = 0;
  for (; !fields.at_end() && count <= kPkcs1Integers; ++count) {
    const auto field = fields.Next();
    if (!field || field->tag != kInteger) return 0;
  }
  return count;
}

}  // namespace

DerShape ShapeOf(std::span<const std::byte> der) {
  const auto outer = Elements(der).Next();
  if (!outer || outer->tag != kSequence) return DerShape::kNone;
  Elements fields(outer->content);
  const auto version = fields.Next();
  const auto second = fields.Next();
  if (!version || version->tag != kInteger || !second) return DerShape::kNone;
  if (second->tag == kOctetString) return DerShape::kSec1;
  if (second->tag == kSequence) {
    const auto key = fields.Next();
    return key && key->tag == kOctetString ? DerShape::kPkcs8 : DerShape::kNone;
  }
  const std::size_t integers = CountIntegers(Elements(outer->content));
  if (integers == kPkcs1Integers) return DerShape::kPkcs1;
  return integers == kDsaIntegers ? DerShape::kDsa : DerShape::kNone;
}

}  // namespace keytrail::secret
