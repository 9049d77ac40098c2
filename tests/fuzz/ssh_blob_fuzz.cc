#include "base/check.h"
#include "model/ssh_key.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {

void FuzzSshBlob(std::span<const std::byte> input) {
  const auto key = ParseSshPublicBlob(input);
  if (!key) return;
  KT_CHECK(!key->type.empty() && key->type.size() <= 64);
  KT_CHECK(key->bits <= 16384);
  KT_CHECK(Sha256Fingerprint(input).size() == 50);
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzSshBlob)
