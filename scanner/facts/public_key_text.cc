#include "scanner/facts/public_key_text.h"

#include <algorithm>

#include "base/digest.h"
#include "model/ssh_key.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t";
// Every blob begins with the length of a short name, whose upper bytes are zero.
constexpr std::string_view kBlobStart = "AAAA";

}  // namespace

std::optional<PublicKeyText> ReadPublicKeyText(std::string_view text) {
  const std::size_t type_end = text.find_first_of(kBlanks);
  if (type_end == std::string_view::npos) return std::nullopt;
  const std::size_t blob_start = text.find_first_not_of(kBlanks, type_end);
  if (blob_start == std::string_view::npos) return std::nullopt;
  const std::size_t blob_end = std::min(text.find_first_of(kBlanks, blob_start), text.size());
  std::string_view base64 = text.substr(blob_start, blob_end - blob_start);
  if (base64.ends_with('\r')) base64.remove_suffix(1);
  // sshd takes no base64 without its padding.
  if (!base64.starts_with(kBlobStart) || base64.size() % 4 != 0) return std::nullopt;
  auto blob = Base64Decode(base64);
  if (!blob.ok()) return std::nullopt;
  auto key = ParseSshPublicBlob(*blob);
  if (!key || key->type != text.substr(0, type_end)) return std::nullopt;
  const std::size_t rest_start = std::min(text.find_first_not_of(kBlanks, blob_end), text.size());
  return PublicKeyText{.type = std::move(key->type),
                       .bits = key->bits,
                       .fingerprint = Sha256Fingerprint(*blob),
                       .blob = *std::move(blob),
                       .rest = text.substr(rest_start)};
}

}  // namespace keytrail::facts
