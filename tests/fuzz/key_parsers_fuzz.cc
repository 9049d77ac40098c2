#include "base/check.h"
#include "base/limits.h"
#include "model/rule.h"
#include "scanner/secret/key_parsers.h"
#include "tests/fuzz/fuzz_target.h"

namespace keytrail::fuzz {

// The first byte chooses the parser, the second the anchor, the rest is the buffer.
void FuzzKeyParsers(std::span<const std::byte> input) {
  if (input.size() < 3) return;
  const auto parser = kSecretParsers[static_cast<std::size_t>(input[0]) % kSecretParsers.size()];
  const auto buffer = input.subspan(2);
  const std::size_t anchor = static_cast<std::size_t>(input[1]) % buffer.size();
  const auto key = secret::ParseKeyAt(parser, buffer, anchor);
  if (!key) return;
  const auto begin = static_cast<std::ptrdiff_t>(anchor) + key->text_offset;
  KT_CHECK(begin >= 0 && key->text_bytes > 0);
  KT_CHECK(static_cast<std::size_t>(begin) + key->text_bytes <= buffer.size());
  KT_CHECK(key->text_bytes <= limits::kParserLookaheadBytes + secret::kParserLookbehindBytes);
  KT_CHECK(!key->format.empty());
  KT_CHECK(!key->canonical_secret.empty());
  KT_CHECK(key->sha256_fingerprint.empty() == key->public_blob.empty());
  KT_CHECK(key->encrypted || key->cipher.empty());
}

}  // namespace keytrail::fuzz

KT_FUZZ_ENTRY(keytrail::fuzz::FuzzKeyParsers)
