// A private key as it lay in a file: which kind, encrypted or not, and the public half wherever it
// is to be had. What reads one kind of container stands in a file of its own; key_parsers.h is the
// door to all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/secret_bytes.h"
#include "model/finding.h"
#include "scanner/secret/ec2_fingerprints.h"

namespace keytrail::secret {

struct PrivateKey {
  std::string format;  // "openssh", "pkcs1", "pkcs8", "sec1", "dsa", "ppk", "ssh2", "pgp", "jwk", …
  std::string label;  // of the markers: "OPENSSH PRIVATE KEY"; empty where there are none
  bool encrypted = false;
  std::string cipher;                    // empty when clear or not known
  std::string kdf;                       // empty when none or not known
  std::uint32_t kdf_rounds = 0;          // as the derivation counts them; 0 when none or not known
  std::string key_type;                  // "ssh-ed25519"; empty when nobody can tell
  std::uint32_t bits = 0;                // 0 when nobody can tell
  std::vector<std::byte> public_blob;    // SSH's; empty when not to be had
  std::string sha256_fingerprint;        // "SHA256:…"; these four are empty when not to be had
  std::string md5_fingerprint;           // hex with colons
  std::string ec2_created_fingerprint;   // RSA: SHA-1 of the DER PKCS#8 private key
  std::string ec2_imported_fingerprint;  // RSA: MD5 of the DER SubjectPublicKeyInfo
  std::string comment;                   // as it lay there: hostile, and possibly secret itself
  Attributes more;                       // what only this kind of key has; nothing secret
  bool truncated = false;                // its end is missing
  bool uncertain = false;                // it may well be no private key
  std::ptrdiff_t text_offset = 0;        // where the text begins, counted from the anchor
  std::size_t text_bytes = 0;            // of the whole text, first marker to last
  // The public blob, else the decoded body: what makes two copies of a key equal.
  SecretBytes canonical_secret;
};

// Gives the key its public half and all that follows from it: type and bits where they are not
// known yet, the fingerprints, the canonical secret. Without a well-formed `public_blob`, `body` is
// the canonical secret.
void SetIdentity(std::vector<std::byte> public_blob, SecretBytes body, PrivateKey& key);

void SetEc2(Ec2Fingerprints fingerprints, PrivateKey& key);

}  // namespace keytrail::secret
