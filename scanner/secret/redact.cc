#include "scanner/secret/redact.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kMask = "****";
constexpr std::string_view kCut = "…";
constexpr std::size_t kPrefixBytesMax = 10;
constexpr std::size_t kTailBytes = 2;
constexpr std::size_t kTailSecretBytesMin = 20;

// Whether a secret of this family is random enough that its end gives nothing away.
bool ShowsTail(SecretFamily family) {
  switch (family) {
    case SecretFamily::kKey:
    case SecretFamily::kToken:
    case SecretFamily::kSasToken:
    case SecretFamily::kSignedUrl: return true;
    case SecretFamily::kConnectionString:
    case SecretFamily::kPassword:
    case SecretFamily::kHash:
    case SecretFamily::kCertificate: return false;
  }
  return false;
}

std::string_view TailOf(SecretFamily family, std::string_view secret) {
  if (!ShowsTail(family) || secret.size() < kTailSecretBytesMin) return {};
  const std::string_view tail = secret.substr(secret.size() - kTailBytes);
  const bool printable = std::ranges::all_of(tail, [](char c) { return c > ' ' && c < '\x7f'; });
  return printable ? tail : std::string_view();
}

}  // namespace

std::string Preview(const Rule& rule, std::span<const std::byte> secret) {
  const std::string_view tail = TailOf(rule.family, AsText(secret));
  if (rule.family == SecretFamily::kPassword || rule.constant_prefix.empty()) {
    return fmt::format("{}{}", kMask, tail);
  }
  const auto prefix = std::string_view(rule.constant_prefix).substr(0, kPrefixBytesMax);
  return fmt::format("{}{}{}{}", prefix, kCut, kMask, tail);
}

std::string PrivateKeyPreview(std::string_view label) {
  return fmt::format("-----BEGIN {}-----{}{}", label, kCut, kMask);
}

}  // namespace keytrail::secret
