#include <string>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "model/ssh_key.h"
#include "scanner/secret/pem_key.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {

void FuzzPrivateKey(std::span<const std::byte> input) {
  const auto key = secret::ParsePemKey(input);
  if (!key) return;
  KT_CHECK(key->text_bytes <= input.size());
  KT_CHECK(key->text_bytes <= limits::kParserLookaheadBytes);
  KT_CHECK(!key->canonical_secret.empty());
  KT_CHECK(key->sha256_fingerprint.empty() == key->public_blob.empty());
  KT_CHECK(key->public_blob.empty() || ParseSshPublicBlob(key->public_blob).has_value());
  // The key alone, without what follows it, is the same key.
  const auto again = secret::ParsePemKey(input.first(key->text_bytes));
  KT_CHECK(again.has_value() && again->sha256_fingerprint == key->sha256_fingerprint);
}

void FuzzPrivateKeyBody(std::span<const std::byte> input) {
  for (const std::string label :
       {"PRIVATE KEY-----", "ENCRYPTED PRIVATE KEY-----", "RSA PRIVATE KEY-----",
        "EC PRIVATE KEY-----", "OPENSSH PRIVATE KEY-----"}) {
    const std::string text = "-----BEGIN " + label + Base64Encode(input) + "-----END " + label;
    FuzzPrivateKey(AsBytes(text));
  }
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzPrivateKey)
