#include "base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"

namespace keytrail {
namespace {

template <std::size_t kSize>
std::array<std::uint8_t, kSize> OneShot(std::span<const std::byte> bytes, const EVP_MD* algorithm) {
  std::array<std::uint8_t, kSize> digest{};
  unsigned int size = 0;
  KT_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) == 1);
  KT_CHECK(size == kSize);
  return digest;
}

constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> MakeBase64Values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64Alphabet.size(); ++i) {
    values[static_cast<unsigned char>(kBase64Alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}

constexpr std::array<std::uint32_t, 256> MakeCrcTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Sha256Digest Sha256(std::span<const std::byte> bytes) { return OneShot<32>(bytes, EVP_sha256()); }
std::array<std::uint8_t, 20> Sha1(std::span<const std::byte> bytes) {
  return OneShot<20>(bytes, EVP_sha1());
}
std::array<std::uint8_t, 16> Md5(std::span<const std::byte> bytes) {
  return OneShot<16>(bytes, EVP_md5());
}

Sha256Digest HmacSha256(std::span<const std::byte> key, std::span<const std::byte> message) {
  Sha256Digest digest{};
  unsigned int size = 0;
  KT_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                digest.data(), &size) != nullptr);
  KT_CHECK(size == digest.size());
  return digest;
}

std::array<std::uint8_t, 20> HmacSha1(std::span<const std::byte> key,
                                      std::span<const std::byte> message) {
  std::array<std::uint8_t, 20> digest{};
  unsigned int size = 0;
  KT_CHECK(HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
                reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                digest.data(), &size) != nullptr);
  KT_CHECK(size == digest.size());
  return digest;
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  KT_CHECK(context_ != nullptr);
  KT_CHECK(EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), EVP_sha256(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256Stream::Update(std::span<const std::byte> bytes) {
  KT_CHECK(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256Stream::Finish() {
  Sha256Digest digest{};
  unsigned int size = 0;
  KT_CHECK(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), digest.data(), &size) == 1);
  return digest;
}

std::uint32_t Crc32(std::span<const std::byte> bytes) {
  static constexpr std::array<std::uint32_t, 256> kTable = MakeCrcTable();
  std::uint32_t value = 0xFFFFFFFFU;
  for (const std::byte byte : bytes) {
    value = kTable[(value ^ static_cast<std::uint32_t>(byte)) & 0xFFU] ^ (value >> 8);
  }
  return value ^ 0xFFFFFFFFU;
}

std::string HexEncode(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

StatusOr<std::vector<std::uint8_t>> HexDecode(std::string_view text) {
  if (text.size() % 2 != 0)
    return MakeError(StatusCode::kInvalidArgument, "hexadecimal text of odd length");
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = HexValue(text[i]);
    const int low = HexValue(text[i + 1]);
    if (high < 0 || low < 0)
      return MakeError(StatusCode::kInvalidArgument, "not a hexadecimal digit");
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string Base64Encode(std::span<const std::byte> bytes, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<std::uint32_t>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      if (k <= count) {
        text.push_back(kBase64Alphabet[group >> (18 - 6 * k) & 63U]);
      } else if (padded) {
        text.push_back('=');
      }
    }
  }
  return text;
}

StatusOr<std::vector<std::byte>> Base64Decode(std::string_view text) {
  static constexpr std::array<std::int8_t, 256> kValues = MakeBase64Values();
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view body = text.substr(0, text.size() - padding);
  if (body.size() % 4 == 1 || (padding > 0 && text.size() % 4 != 0)) {
    return MakeError(StatusCode::kInvalidArgument, "base64 text of impossible length");
  }
  std::vector<std::byte> bytes;
  bytes.reserve(body.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : body) {
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return MakeError(StatusCode::kInvalidArgument, "not a base64 character");
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::byte>(group >> bits & 0xFFU));
    }
  }
  return bytes;
}

}  // namespace keytrail
