// Private keys as they lie in files: which kind, encrypted or not, and the public half wherever it
// is to be had. Not for keys in DER, PKCS#12 or a Java key store, and not for decoding what wraps
// the text as a whole (base64, UTF-16).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/secret_bytes.h"

namespace keytrail::secret {

struct PrivateKey {
  std::string format;  // "openssh", "pkcs1", "pkcs8", "sec1", "dsa"
  std::string label;   // of the markers: "OPENSSH PRIVATE KEY"
  bool encrypted = false;
  std::string cipher;  // empty when clear or not known
  std::string kdf;     // empty when none or not known
  std::uint32_t kdf_rounds = 0;
  std::string key_type;                  // "ssh-ed25519"; empty when nobody can tell
  std::uint32_t bits = 0;                // 0 when nobody can tell
  std::vector<std::byte> public_blob;    // empty when not to be had
  std::string sha256_fingerprint;        // "SHA256:…"; these four are empty when not to be had
  std::string md5_fingerprint;           // hex with colons
  std::string ec2_created_fingerprint;   // RSA: SHA-1 of the DER PKCS#8 private key
  std::string ec2_imported_fingerprint;  // RSA: MD5 of the DER SubjectPublicKeyInfo
  std::string comment;                   // as it lay there: hostile, and possibly secret itself
  std::size_t text_bytes = 0;            // from the first marker to the end of the last
  // The public blob, else the decoded body: what makes two copies of a key equal.
  SecretBytes canonical_secret;
};

// Shape: `text` begins at "-----BEGIN" and may go on behind the key; at most
// limits::kParserLookaheadBytes of it are looked at. Returns nothing for what only looks like a key
// (placeholders, headers in source code, damaged bodies). Time: linear in the text, plus one
// derivation of a public key. Threads: any.
// Source: RFC 7468, RFC 8017, RFC 5915, RFC 5958, OpenSSH's PROTOCOL.key.
std::optional<PrivateKey> ParsePrivateKey(std::span<const std::byte> text);

}  // namespace keytrail::secret
