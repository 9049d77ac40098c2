// Digests, HMAC and the encodings that go with them. The only user of OpenSSL's digests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace keytrail {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest Sha256(std::span<const std::byte> bytes);
Sha256Digest HmacSha256(std::span<const std::byte> key, std::span<const std::byte> message);
std::array<std::uint8_t, 20> Sha1(std::span<const std::byte> bytes);
std::array<std::uint8_t, 20> HmacSha1(std::span<const std::byte> key,
                                      std::span<const std::byte> message);
std::array<std::uint8_t, 16> Md5(std::span<const std::byte> bytes);

// Incremental SHA-256, for content that arrives in pieces. Not for sharing between threads.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Update(std::span<const std::byte> bytes);
  // Ends the stream; call once.
  Sha256Digest Finish();

 private:
  void* context_;
};

// CRC-32 (ISO-HDLC, the one of zlib and of GitHub's token checksum).
std::uint32_t Crc32(std::span<const std::byte> bytes);

std::string HexEncode(std::span<const std::uint8_t> bytes);
StatusOr<std::vector<std::uint8_t>> HexDecode(std::string_view text);
// Standard alphabet; padded unless told.
std::string Base64Encode(std::span<const std::byte> bytes, bool padded = true);
// Standard alphabet, strict: no white space, padding optional. Errors: kInvalidArgument.
StatusOr<std::vector<std::byte>> Base64Decode(std::string_view text);

inline std::span<const std::byte> AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace keytrail
