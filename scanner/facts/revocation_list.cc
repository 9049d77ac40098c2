#include "scanner/facts/revocation_list.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/ssh_key.h"
#include "scanner/facts/krl.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/place.h"
#include "scanner/facts/public_key_text.h"

namespace keytrail::facts {
namespace {

// The fingerprint of the key that a line names; nothing when sshd reads no key there.
std::optional<std::string> KeyOfLine(std::string_view line) {
  const auto key = ReadPublicKeyText(line);
  if (!key) return std::nullopt;
  if (key->bits > 0) return key->fingerprint;
  const auto certified = PublicBlobOfCertificate(key->blob);
  if (!certified) return std::nullopt;
  return Sha256Fingerprint(*certified);
}

RevocationListFact ParseKeyList(std::string_view text) {
  RevocationListFact fact;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    // sshd reads C strings, and skips no carriage return.
    std::string_view line = raw->substr(0, raw->find('\0'));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.empty() || line.front() == '#') continue;
    auto fingerprint = KeyOfLine(line);
    if (!fingerprint) {
      fact.malformed = true;
    } else if (fact.public_key_fingerprints.size() < limits::kListItemsMax) {
      fact.public_key_fingerprints.push_back(*std::move(fingerprint));
    } else {
      fact.truncated = true;
    }
  }
  return fact;
}

}  // namespace

bool IsRevocationListPath(std::string_view path) {
  if (!path.starts_with("etc/")) return false;
  const std::string name = LowerCase(NameIn(path));
  return name.find("revoked") != std::string::npos || name.find("krl") != std::string::npos;
}

std::vector<FactPayload> ParseRevocationList(std::string_view text) {
  const auto bytes = AsBytes(text);
  return {IsKrl(bytes) ? ParseKrl(bytes) : ParseKeyList(text)};
}

}  // namespace keytrail::facts
