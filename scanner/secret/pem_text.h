// The text of a private key between its two markers, in whatever wrapping it lay. Knows nothing of
// what the decoded bytes mean.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "base/secret_bytes.h"

namespace keytrail::secret {

struct PemText {
  std::string label;                           // "RSA PRIVATE KEY"
  std::map<std::string, std::string> headers;  // "DEK-Info" → "AES-128-CBC,…"
  SecretBytes body;                            // decoded, not empty
  std::size_t text_bytes = 0;                  // from the first marker to the end of the last
  bool truncated = false;                      // the last marker is missing
};

// Shape: `text` begins at the dashes of the first marker; more may follow the key. Looks at no more
// than limits::kParserLookaheadBytes and never past the next marker, so that a broken key hides no
// other. Returns nothing when the label is not a private key's, when what lies between the markers
// is not base64, or when the last marker is missing and little follows the first.
std::optional<PemText> ParsePemText(std::span<const std::byte> text);

}  // namespace keytrail::secret
