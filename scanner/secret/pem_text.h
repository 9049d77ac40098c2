// The text of a private key between its two markers, in whatever wrapping it lay: plain lines,
// indented, with carriage returns, on one line, with escaped line ends (JSON, once or twice), or as
// the concatenated strings of a program. Knows nothing of what the decoded bytes mean.
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
};

// Shape: `text` begins at "-----BEGIN"; more may follow the key. Looks at no more than
// limits::kParserLookaheadBytes and never past the next marker, so that a broken key hides no
// other. Returns nothing when the label is not a private key's, no end marker of that label
// follows, or what lies between is not base64.
std::optional<PemText> ParsePemText(std::span<const std::byte> text);

}  // namespace keytrail::secret
