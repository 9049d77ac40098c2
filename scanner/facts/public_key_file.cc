#include "scanner/facts/public_key_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/ssh_key.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/public_key_text.h"
#include "scanner/facts/ssh_certificate.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBegin = "---- BEGIN SSH2 PUBLIC KEY ----";
constexpr std::string_view kEnd = "---- END SSH2 PUBLIC KEY ----";

std::vector<FactPayload> FactOf(std::span<const std::byte> blob, std::string_view comment) {
  const auto certified = SplitCertificate(blob);
  const std::span<const std::byte> key_blob = certified ? certified->key_blob : blob;
  const auto key = ParseSshPublicBlob(key_blob);
  if (!key) return {};
  return {PublicKeyFact{
      .key_type = key->type,
      .bits = key->bits,
      .public_key_fingerprint = Sha256Fingerprint(key_blob),
      .comment = IsHarmlessLabel(comment) ? std::string(comment) : std::string(),
      .is_certificate = certified.has_value(),
      .certificate = certified ? ParseCertificateStatement(certified->statement) : std::nullopt}};
}

// RFC 4716: headers, which may be continued by a backslash at the line's end, then base64.
std::optional<std::vector<std::byte>> ReadSsh2Blob(Lines& lines) {
  std::string base64;
  bool in_header = false;
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (line == kEnd) {
      auto blob = Base64Decode(base64);
      return blob.ok() ? std::optional(*std::move(blob)) : std::nullopt;
    }
    const bool is_header = in_header || line.find(':') != std::string_view::npos;
    in_header = is_header && line.ends_with('\\');
    if (is_header) continue;
    base64 += line;
    if (base64.size() > limits::kPublicKeyFileBytesMax) break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<FactPayload> ParsePublicKeyFile(std::string_view text) {
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (line.empty() || line[0] == '#') continue;
    if (line == kBegin) {
      const auto blob = ReadSsh2Blob(lines);
      return blob ? FactOf(*blob, {}) : std::vector<FactPayload>();
    }
    const auto key = ReadPublicKeyText(line);
    return key ? FactOf(key->blob, Trim(key->rest)) : std::vector<FactPayload>();
  }
  return {};
}

}  // namespace keytrail::facts
