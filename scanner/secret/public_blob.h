// SSH's public blobs, written from the numbers of a key. Source: RFC 4253 section 6.6, RFC 5656,
// RFC 8709.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace keytrail::secret {

// Numbers are big-endian; leading zeros do not matter.
std::vector<std::byte> RsaBlob(std::span<const std::byte> e, std::span<const std::byte> n);
std::vector<std::byte> DsaBlob(std::span<const std::byte> p, std::span<const std::byte> q,
                               std::span<const std::byte> g, std::span<const std::byte> y);
std::vector<std::byte> Ed25519Blob(std::span<const std::byte> point);

struct SshCurve {
  std::string_view ssh_name;      // "nistp256"
  std::string_view openssl_name;  // "prime256v1"
  std::string_view jose_name;     // "P-256"
  std::size_t field_bytes = 0;
};

// The curves that SSH knows.
std::span<const SshCurve> SshCurves();

// The point is given by its coordinates; each is padded to the size of the field. Returns nothing
// when one is longer than that.
std::optional<std::vector<std::byte>> EcdsaBlob(const SshCurve& curve, std::span<const std::byte> x,
                                                std::span<const std::byte> y);

}  // namespace keytrail::secret
