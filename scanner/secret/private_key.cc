#include "scanner/secret/private_key.h"

#include <utility>

#include "model/ssh_key.h"

namespace keytrail::secret {

void SetIdentity(std::vector<std::byte> public_blob, SecretBytes body, PrivateKey& key) {
  const auto public_key = ParseSshPublicBlob(public_blob);
  if (!public_key) {
    key.canonical_secret = std::move(body);
    return;
  }
  key.key_type = public_key->type;
  if (public_key->bits > 0) key.bits = public_key->bits;
  key.sha256_fingerprint = Sha256Fingerprint(public_blob);
  key.md5_fingerprint = Md5Fingerprint(public_blob);
  key.canonical_secret = SecretBytes(std::span<const std::byte>(public_blob));
  key.public_blob = std::move(public_blob);
}

void SetEc2(Ec2Fingerprints fingerprints, PrivateKey& key) {
  key.ec2_created_fingerprint = std::move(fingerprints.created);
  key.ec2_imported_fingerprint = std::move(fingerprints.imported);
}

}  // namespace keytrail::secret
