// SSH public keys as values: what a public blob says of itself, and the fingerprints under which
// the world knows it. The blob is the key's identity; nothing here touches a private half.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace keytrail {

struct SshPublicKey {
  std::string type;        // "ssh-ed25519"; whatever the blob says where the type is not known
  std::uint32_t bits = 0;  // 0 when the type is not known, or a certificate
};

// Returns nothing when the blob is not one: a field is missing or absurd, bytes are left over, or
// its type is no name. The fields of a type that is not known (a future one, a certificate) are not
// looked at. Source: RFC 4253 section 6.6, RFC 5656, RFC 8709, OpenSSH's PROTOCOL.u2f.
std::optional<SshPublicKey> ParseSshPublicBlob(std::span<const std::byte> blob);

// An OpenSSH certificate taken apart behind the key that it is for.
struct SplitSshCertificate {
  std::vector<std::byte> key_blob;       // the plain key's
  std::span<const std::byte> statement;  // from the serial number on
};

// Returns nothing when `blob` is no certificate, or one for a key of a type that is not known.
// Lifetime: `statement` views `blob`. Source: OpenSSH's PROTOCOL.certkeys.
std::optional<SplitSshCertificate> SplitCertificate(std::span<const std::byte> blob);

// The public blob of the key that an OpenSSH certificate is for. Returns nothing when `blob` is no
// certificate, or one for a key of a type that is not known. Source: OpenSSH's PROTOCOL.certkeys.
std::optional<std::vector<std::byte>> PublicBlobOfCertificate(std::span<const std::byte> blob);

// As `ssh-keygen -l` prints it: "SHA256:" and unpadded base64.
std::string Sha256Fingerprint(std::span<const std::byte> blob);

// As `ssh-keygen -l -E md5` prints it, without its "MD5:": sixteen bytes in hex with colons.
std::string Md5Fingerprint(std::span<const std::byte> blob);

// Bytes in lower-case hex with colons between them.
std::string ColonHex(std::span<const std::uint8_t> bytes);

}  // namespace keytrail
