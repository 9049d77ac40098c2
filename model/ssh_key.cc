#include "model/ssh_key.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "base/digest.h"
#include "base/text.h"
#include "model/ssh_wire.h"

namespace keytrail {
namespace {

constexpr std::size_t kBlobBytesMax = 64 * 1024;
constexpr std::size_t kTypeBytesMax = 64;
// OpenSSH's own bound on a modulus (SSHBUF_MAX_BIGNUM).
constexpr std::uint32_t kIntegerBitsMax = 16384;
constexpr std::size_t kEd25519Bytes = 32;

// How the fields behind the type's name are read, one letter a field: e any positive integer, n the
// integer that gives the bits, c the curve's name, q a point, p an Ed25519 point, s any string.
struct BlobShape {
  std::string_view type;
  std::string_view fields;
  std::string_view curve;
  std::uint32_t bits;  // 0: those of field n
};

constexpr BlobShape kShapes[] = {
    {"ssh-rsa", "en", "", 0},
    {"ssh-dss", "neee", "", 0},
    {"ssh-ed25519", "p", "", 256},
    {"ecdsa-sha2-nistp256", "cq", "nistp256", 256},
    {"ecdsa-sha2-nistp384", "cq", "nistp384", 384},
    {"ecdsa-sha2-nistp521", "cq", "nistp521", 521},
    {"sk-ssh-ed25519@openssh.com", "ps", "", 256},
    {"sk-ecdsa-sha2-nistp256@openssh.com", "cqs", "nistp256", 256},
};

bool IsTypeName(std::string_view name) {
  return name.size() <= kTypeBytesMax && IsHarmlessLabel(name);
}

// The integer's size in bits, or nothing when it is missing, not positive or absurd.
std::optional<std::uint32_t> ReadIntegerBits(SshReader& reader) {
  const auto integer = reader.PositiveInteger();
  if (!integer || integer->size() > kIntegerBitsMax / 8) return std::nullopt;
  const auto top = static_cast<unsigned>(integer->front());
  return static_cast<std::uint32_t>((integer->size() - 1) * 8 +
                                    static_cast<std::size_t>(std::bit_width(top)));
}

bool IsUncompressedPoint(std::span<const std::byte> point, std::uint32_t curve_bits) {
  return point.size() == 1 + 2 * ((curve_bits + 7) / 8) && point.front() == std::byte{4};
}

// Reads the fields of a known type; returns its bits, or nothing.
std::optional<std::uint32_t> ReadFields(SshReader& reader, const BlobShape& shape) {
  std::uint32_t bits = shape.bits;
  for (const char field : shape.fields) {
    if (field == 'e' || field == 'n') {
      const auto integer_bits = ReadIntegerBits(reader);
      if (!integer_bits) return std::nullopt;
      if (field == 'n') bits = *integer_bits;
      continue;
    }
    const auto value = reader.String();
    if (!value || (field == 'c' && AsText(*value) != shape.curve) ||
        (field == 'p' && value->size() != kEd25519Bytes) ||
        (field == 'q' && !IsUncompressedPoint(*value, shape.bits))) {
      return std::nullopt;
    }
  }
  if (!reader.at_end()) return std::nullopt;
  return bits;
}

}  // namespace

std::optional<SshPublicKey> ParseSshPublicBlob(std::span<const std::byte> blob) {
  if (blob.size() > kBlobBytesMax) return std::nullopt;
  SshReader reader(blob);
  const auto name = reader.String();
  if (!name || !IsTypeName(AsText(*name)) || reader.at_end()) return std::nullopt;
  SshPublicKey key{.type = std::string(AsText(*name)), .bits = 0};
  const auto* shape = std::ranges::find(kShapes, std::string_view(key.type), &BlobShape::type);
  if (shape == std::ranges::end(kShapes)) return key;
  const auto bits = ReadFields(reader, *shape);
  if (!bits) return std::nullopt;
  key.bits = *bits;
  return key;
}

std::optional<SplitSshCertificate> SplitCertificate(std::span<const std::byte> blob) {
  constexpr std::string_view kSuffix = "-cert-v01@openssh.com";
  SshReader reader(blob);
  const auto name = reader.String();
  const auto nonce = reader.String();
  if (!name || !nonce || !AsText(*name).ends_with(kSuffix)) return std::nullopt;
  std::string type(AsText(*name).substr(0, name->size() - kSuffix.size()));
  if (type.starts_with("sk-")) type += "@openssh.com";
  const auto* shape = std::ranges::find(kShapes, std::string_view(type), &BlobShape::type);
  if (shape == std::ranges::end(kShapes)) return std::nullopt;
  SshWriter writer;
  writer.Text(type);
  for (std::size_t i = 0; i < shape->fields.size(); ++i) {
    const auto field = reader.String();
    if (!field) return std::nullopt;
    writer.String(*field);
  }
  SplitSshCertificate split{.key_blob = writer.Take(), .statement = reader.rest()};
  if (!ParseSshPublicBlob(split.key_blob)) return std::nullopt;
  return split;
}

std::optional<std::vector<std::byte>> PublicBlobOfCertificate(std::span<const std::byte> blob) {
  auto split = SplitCertificate(blob);
  if (!split) return std::nullopt;
  return std::move(split->key_blob);
}

std::string Sha256Fingerprint(std::span<const std::byte> blob) {
  const Sha256Digest digest = Sha256(blob);
  return "SHA256:" + Base64Encode(std::as_bytes(std::span(digest)), /*padded=*/false);
}

std::string Md5Fingerprint(std::span<const std::byte> blob) { return ColonHex(Md5(blob)); }

std::string ColonHex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) text.push_back(':');
    text += HexEncode(bytes.subspan(i, 1));
  }
  return text;
}

}  // namespace keytrail
