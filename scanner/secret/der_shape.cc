#include "scanner/secret/der_shape.h"

#include <optional>

#include "scanner/secret/der_reader.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kPkcs1Integers = 9;
constexpr std::size_t kDsaIntegers = 6;
// The first number of an RSA or DSA key, of 512 bits and more.
constexpr std::size_t kLongIntegerBytesMin = 64;

// How many integers stand in `fields` and nothing else; zero when something else does.
std::size_t CountIntegers(DerReader fields) {
  std::size_t count = 0;
  for (; !fields.at_end() && count <= kPkcs1Integers; ++count) {
    if (!fields.Next(der::kInteger)) return 0;
  }
  return count;
}

bool BeginsWithObject(std::span<const std::byte> content) {
  const auto object = DerReader(content).NextCutOff();
  return object && object->tag == der::kObject;
}

}  // namespace

DerShape ShapeOf(std::span<const std::byte> der) {
  const auto outer = DerReader(der).Next(der::kSequence);
  if (!outer) return DerShape::kNone;
  DerReader fields(*outer);
  const auto first = fields.Next();
  const auto second = fields.Next();
  if (!first || !second) return DerShape::kNone;
  if (first->tag == der::kSequence) {
    const bool encrypted = second->tag == der::kOctetString && BeginsWithObject(first->content);
    return encrypted && fields.at_end() ? DerShape::kEncryptedPkcs8 : DerShape::kNone;
  }
  if (first->tag != der::kInteger) return DerShape::kNone;
  if (second->tag == der::kOctetString) return DerShape::kSec1;
  if (second->tag == der::kSequence) {
    return fields.Next(der::kOctetString) ? DerShape::kPkcs8 : DerShape::kNone;
  }
  const std::size_t integers = CountIntegers(DerReader(*outer));
  if (integers == kPkcs1Integers) return DerShape::kPkcs1;
  return integers == kDsaIntegers ? DerShape::kDsa : DerShape::kNone;
}

DerShape ShapeOfCutOff(std::span<const std::byte> der) {
  const auto outer = DerReader(der).NextCutOff();
  if (!outer || outer->tag != der::kSequence || outer->content.size() == outer->content_bytes) {
    return DerShape::kNone;
  }
  DerReader fields(outer->content);
  const auto first = fields.Next();
  const auto second = fields.NextCutOff();
  if (!first || !second) return DerShape::kNone;
  if (first->tag == der::kSequence) {
    const bool encrypted = second->tag == der::kOctetString && BeginsWithObject(first->content);
    return encrypted ? DerShape::kEncryptedPkcs8 : DerShape::kNone;
  }
  if (first->tag != der::kInteger || first->content.size() != 1) return DerShape::kNone;
  if (second->tag == der::kOctetString) return DerShape::kSec1;
  if (second->tag == der::kSequence && BeginsWithObject(second->content)) return DerShape::kPkcs8;
  const bool long_integer =
      second->tag == der::kInteger && second->content_bytes >= kLongIntegerBytesMin;
  return long_integer ? DerShape::kPkcs1 : DerShape::kNone;
}

}  // namespace keytrail::secret
