#include "scanner/secret/key_parsers.h"

#include <algorithm>
#include <array>

#include "model/rule.h"
#include "scanner/secret/age_identity.h"
#include "scanner/secret/der_key.h"
#include "scanner/secret/jwk_key.h"
#include "scanner/secret/key_store.h"
#include "scanner/secret/pem_key.h"
#include "scanner/secret/pgp_key.h"
#include "scanner/secret/putty_key.h"
#include "scanner/secret/ssh2_key.h"
#include "scanner/secret/wireguard_key.h"

namespace keytrail::secret {
namespace {

using Bytes = std::span<const std::byte>;

template <std::optional<PrivateKey> (*parse)(Bytes)>
std::optional<PrivateKey> FromAnchor(Bytes buffer, std::size_t anchor) {
  return parse(buffer.subspan(anchor));
}

template <std::optional<PrivateKey> (*parse)(Bytes)>
std::optional<PrivateKey> WholeFile(Bytes buffer, std::size_t anchor) {
  return anchor == 0 ? parse(buffer) : std::nullopt;
}

struct KeyParser {
  std::string_view name;
  std::optional<PrivateKey> (*parse)(Bytes buffer, std::size_t anchor);
};

constexpr KeyParser kKeyParsers[] = {
    {"private_key", &FromAnchor<&ParsePemKey>},
    {"putty_key", &FromAnchor<&ParsePuttyKey>},
    {"ssh2_key", &FromAnchor<&ParseSsh2Key>},
    {"pgp_key", &FromAnchor<&ParsePgpKey>},
    {"jwk", &ParseJwk},
    {"der_key", &ParseDerKey},
    {"age_identity", &FromAnchor<&ParseAgeIdentity>},
    {"wireguard_key", &ParseWireGuardKey},
    {"pkcs12", &WholeFile<&ReadPkcs12>},
    {"java_key_store", &WholeFile<&ReadJavaKeyStore>},
    {"pgp_keyring", &WholeFile<&ReadPgpKeyring>},
};

static_assert(std::size(kKeyParsers) == kSecretParsers.size());
static_assert(std::ranges::equal(kKeyParsers, kSecretParsers, {}, &KeyParser::name));
static_assert(kJwkBytesBeforeMax <= kParserLookbehindBytes);

}  // namespace

std::optional<PrivateKey> ParseKeyAt(std::string_view parser, Bytes buffer, std::size_t anchor) {
  const auto* found = std::ranges::find(kKeyParsers, parser, &KeyParser::name);
  if (found == std::ranges::end(kKeyParsers) || anchor >= buffer.size()) return std::nullopt;
  const std::size_t before = std::min(anchor, kParserLookbehindBytes);
  const std::size_t behind = std::min(buffer.size() - anchor, limits::kParserLookaheadBytes);
  return found->parse(buffer.subspan(anchor - before, before + behind), before);
}

}  // namespace keytrail::secret
