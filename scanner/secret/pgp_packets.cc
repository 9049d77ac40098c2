#include "scanner/secret/pgp_packets.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint8_t kSecretKeyTag = 5;
constexpr std::uint8_t kSecretSubkeyTag = 7;
constexpr std::size_t kPacketsMax = 256;

// Reads forward; once a read fails, so do all that follow.
class PgpReader {
 public:
  explicit PgpReader(Bytes bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  Bytes rest() const { return bytes_; }

  Bytes Take(std::size_t size) {
    if (size > bytes_.size()) ok_ = false;
    if (!ok_) return {};
    const Bytes taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  std::uint32_t Number(std::size_t size) {
    std::uint32_t number = 0;
    for (const std::byte byte : Take(size)) {
      number = number << 8 | static_cast<std::uint32_t>(byte);
    }
    return number;
  }
  // A multiple-precision integer: its bits, then its bytes.
  std::uint32_t IntegerBits() {
    const std::uint32_t bits = Number(2);
    Take((bits + 7) / 8);
    return bits;
  }

 private:
  Bytes bytes_;
  bool ok_ = true;
};

struct Packet {
  std::uint8_t tag = 0;
  Bytes body;  // what is there of it
};

// Lengths of more than one piece are not for keys.
std::optional<Packet> NextPacket(PgpReader& reader) {
  const std::uint32_t head = reader.Number(1);
  if (!reader.ok() || (head & 0x80) == 0) return std::nullopt;
  std::uint32_t length = 0;
  std::uint8_t tag = 0;
  if ((head & 0x40) != 0) {
    tag = static_cast<std::uint8_t>(head & 0x3F);
    length = reader.Number(1);
    if (length >= 224 && length < 255) return std::nullopt;
    if (length == 255)
      length = reader.Number(4);
    else if (length >= 192)
      length = ((length - 192) << 8) + reader.Number(1) + 192;
  } else {
    tag = static_cast<std::uint8_t>(head >> 2 & 0x0F);
    if ((head & 3) == 3) return std::nullopt;
    length = reader.Number(std::size_t{1} << (head & 3));
  }
  if (!reader.ok()) return std::nullopt;
  return Packet{.tag = tag,
                .body = reader.Take(std::min<std::size_t>(length, reader.rest().size()))};
}

// How the public numbers of an algorithm are written: i an integer, o a curve's name, k the
// parameters of a derivation, and a number of fixed bytes.
struct Algorithm {
  std::uint32_t id;
  std::string_view name;
  std::string_view fields;
  std::size_t fixed_bytes;
  std::uint32_t bits;  // 0: those of the first integer, or of the curve
};

constexpr Algorithm kAlgorithms[] = {
    {1, "rsa", "ii", 0, 0},       {2, "rsa", "ii", 0, 0},       {3, "rsa", "ii", 0, 0},
    {16, "elgamal", "iii", 0, 0}, {17, "dsa", "iiii", 0, 0},    {18, "ecdh", "oik", 0, 0},
    {19, "ecdsa", "oi", 0, 0},    {22, "eddsa", "oi", 0, 0},    {25, "x25519", "", 32, 256},
    {26, "x448", "", 56, 448},    {27, "ed25519", "", 32, 256}, {28, "ed448", "", 57, 456},
};

struct Curve {
  std::string_view object;  // the identifier's bytes
  std::string_view name;
  std::uint32_t bits;
};

constexpr Curve kCurves[] = {
    {"\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", "ed25519", 256},
    {"\x2b\x06\x01\x04\x01\x97\x55\x01\x05\x01", "cv25519", 256},
    {"\x2a\x86\x48\xce\x3d\x03\x01\x07", "nistp256", 256},
    {std::string_view("\x2b\x81\x04\x00\x22", 5), "nistp384", 384},
    {std::string_view("\x2b\x81\x04\x00\x23", 5), "nistp521", 521},
    {std::string_view("\x2b\x81\x04\x00\x0a", 5), "secp256k1", 256},
};

void ReadCurve(PgpReader& reader, PgpSecretKey& key) {
  const std::string_view object = AsText(reader.Take(reader.Number(1)));
  const auto* curve = std::ranges::find(kCurves, object, &Curve::object);
  if (curve == std::ranges::end(kCurves)) return;
  key.bits = curve->bits;
  key.algorithm += "-" + std::string(curve->name);
}

// Returns false when the public numbers are broken.
bool ReadPublicNumbers(PgpReader& reader, std::uint32_t id, PgpSecretKey& key) {
  const auto* algorithm = std::ranges::find(kAlgorithms, id, &Algorithm::id);
  if (algorithm == std::ranges::end(kAlgorithms)) {
    key.algorithm = fmt::format("algorithm-{}", id);
    return false;
  }
  key.algorithm = algorithm->name;
  key.bits = algorithm->bits;
  reader.Take(algorithm->fixed_bytes);
  for (const char field : algorithm->fields) {
    if (field == 'o') ReadCurve(reader, key);
    if (field == 'k') reader.Take(reader.Number(1));
    if (field != 'i') continue;
    const std::uint32_t bits = reader.IntegerBits();
    if (key.bits == 0) key.bits = bits;
  }
  return reader.ok();
}

std::string CipherName(std::uint32_t id) {
  static constexpr std::string_view kNames[] = {
      "",       "idea",   "3des",    "cast5",       "blowfish",    "",           "", "aes128",
      "aes192", "aes256", "twofish", "camellia128", "camellia192", "camellia256"};
  return id < std::size(kNames) ? std::string(kNames[id]) : std::string();
}

// RFC 4880 section 3.7.1.3.
std::uint32_t HashedBytes(std::uint32_t coded) { return (16 + (coded & 15)) << ((coded >> 4) + 6); }

// The string-to-key specifier.
void ReadDerivation(PgpReader& reader, PgpSecretKey& key) {
  static constexpr std::uint32_t kArgon2 = 4;
  static constexpr std::uint32_t kGnu = 101;
  const std::uint32_t type = reader.Number(1);
  if (type == kArgon2) {
    reader.Take(16);
    key.kdf = "argon2id";
    key.kdf_rounds = reader.Number(1);
    return;
  }
  reader.Take(1);
  if (type == kGnu) {
    key.is_stub = AsText(reader.Take(3)) == "GNU";
    return;
  }
  key.kdf = type == 0 ? "s2k-simple" : "s2k-salted";
  if (type == 0) return;
  reader.Take(8);
  if (type != 3) return;
  key.kdf = "s2k-iterated";
  key.kdf_rounds = HashedBytes(reader.Number(1));
}

// From the octet that says how the secret numbers are protected.
bool ReadProtection(PgpReader& reader, std::uint32_t version, PgpSecretKey& key) {
  static constexpr std::uint32_t kAead = 253;
  const std::uint32_t usage = reader.Number(1);
  key.encrypted = usage != 0;
  if (!reader.ok() || usage == 0) return reader.ok() && !reader.rest().empty();
  if (usage < kAead) {
    key.cipher = CipherName(usage);
    key.kdf = "md5";
    return !key.cipher.empty();
  }
  if (version > 4) reader.Take(1);
  key.cipher = CipherName(reader.Number(1));
  if (usage == kAead) reader.Take(1);
  if (version > 4) reader.Take(1);
  ReadDerivation(reader, key);
  return reader.ok() && !key.cipher.empty();
}

// RFC 4880 section 12.2, RFC 9580 section 5.5.4.
std::string FingerprintOf(std::uint32_t version, Bytes public_bytes) {
  const auto size = static_cast<std::uint32_t>(public_bytes.size());
  const auto digits = [&](std::uint32_t shift) { return static_cast<char>(size >> shift & 0xFF); };
  std::string hashed;
  if (version == 4) hashed = {'\x99', digits(8), digits(0)};
  if (version == 6) hashed = {'\x9b', digits(24), digits(16), digits(8), digits(0)};
  if (hashed.empty()) return {};
  hashed.append(AsText(public_bytes));
  std::string hex =
      version == 4 ? HexEncode(Sha1(AsBytes(hashed))) : HexEncode(Sha256(AsBytes(hashed)));
  std::ranges::transform(hex, hex.begin(), [](unsigned char c) { return std::toupper(c); });
  return hex;
}

std::optional<PgpSecretKey> ReadSecretKey(Bytes body) {
  PgpReader reader(body);
  const std::uint32_t version = reader.Number(1);
  if (version < 2 || version > 6) return std::nullopt;
  reader.Take(4);
  if (version < 4) reader.Take(2);
  const std::uint32_t algorithm = reader.Number(1);
  if (version > 4) reader.Take(4);
  PgpSecretKey key;
  if (!ReadPublicNumbers(reader, algorithm, key)) return std::nullopt;
  key.public_bytes = body.first(body.size() - reader.rest().size());
  key.fingerprint = FingerprintOf(version, key.public_bytes);
  if (!ReadProtection(reader, version, key)) return std::nullopt;
  return key;
}

}  // namespace

bool BeginsWithPgpSecretKey(std::span<const std::byte> packets) {
  PgpReader reader(packets);
  const auto first = NextPacket(reader);
  return first && first->tag == kSecretKeyTag;
}

std::vector<PgpSecretKey> ReadPgpSecretKeys(Bytes packets) {
  std::vector<PgpSecretKey> keys;
  PgpReader reader(packets);
  for (std::size_t i = 0; i < kPacketsMax && !reader.rest().empty(); ++i) {
    const auto packet = NextPacket(reader);
    if (!packet) break;
    if (packet->tag != kSecretKeyTag && packet->tag != kSecretSubkeyTag) continue;
    auto key = ReadSecretKey(packet->body);
    if (!key) break;
    keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace keytrail::secret
