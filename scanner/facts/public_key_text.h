// One public key as a line writes it: type, base64 of the blob, comment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::facts {

struct PublicKeyText {
  std::string type;
  std::uint32_t bits = 0;
  std::string fingerprint;  // "SHA256:…"
  std::vector<std::byte> blob;
  std::string_view rest;  // what follows the blob: the comment, untrimmed at its end
};

// Reads a key at the very start of `text`. Returns nothing when none stands there: the type and the
// blob must name the same type. Lifetime: `rest` views `text`.
// Source: OpenSSH's sshkey_read(), except that types of the future are taken too.
std::optional<PublicKeyText> ReadPublicKeyText(std::string_view text);

}  // namespace keytrail::facts
