// Keys of cloud providers and what marks them.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "model/aws_key_id.h"
#include "scanner/match/azure_keys.h"
#include "scanner/match/json_web_token.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

// Ids with I or J in the fifth place are from before 2019 and hold no account.
bool IsAwsKeyId(const Match& match, const std::string&) {
  const std::string_view id = TextOf(match, "key_id");
  if (id.size() != 20) return false;
  return id[4] == 'I' || id[4] == 'J' || AwsAccountOf(id).has_value();
}

constexpr double kKeyEntropyFloorBits = 4.0;

// So many bytes in base64, percent-encoded or not, that do not look made up.
bool IsBase64Bytes(const Match& match, const std::string& byte_count) {
  const std::string_view secret = TextOf(match, "secret");
  std::size_t count = 0;
  std::from_chars(byte_count.data(), byte_count.data() + byte_count.size(), count);
  return IsBase64OfBytes(secret, count) && EntropyBits(secret) >= kKeyEntropyFloorBits;
}

bool IsAzureKey(const Match& match, const std::string&) { return IsBase64Bytes(match, "64"); }

bool IsAzureAnnotatedKey(const Match& match, const std::string&) {
  const std::string_view secret = TextOf(match, "secret");
  return IsAnnotatedKey(secret) && EntropyBits(secret) >= kKeyEntropyFloorBits;
}

bool IsAzureDevOpsPat(const Match& match, const std::string&) {
  return IsDevOpsToken(TextOf(match, "secret"), DevOpsTokenKind::kPersonalAccessToken);
}

bool IsAzureDevOpsAppSecret(const Match& match, const std::string&) {
  return IsDevOpsToken(TextOf(match, "secret"), DevOpsTokenKind::kApplicationSecret);
}

bool IsJwt(const Match& match, const std::string&) {
  return IsJsonWebToken(TextOf(match, "secret"));
}

// A token that Entra ID issued, in any of its clouds.
bool IsEntraToken(const Match& match, const std::string&) {
  constexpr auto kIssuers = std::to_array<std::string_view>(
      {"https://sts.windows.net/", "https://login.microsoftonline.com/",
       "https://login.microsoftonline.us/", "https://login.partner.microsoftonline.cn/",
       "https://sts.chinacloudapi.cn/", "https://login.windows.net/"});
  const std::string_view secret = TextOf(match, "secret");
  const std::string issuer = LowerCase(JsonWebTokenClaim(secret, "iss"));
  return IsJsonWebToken(secret) && std::ranges::any_of(kIssuers, [&](std::string_view prefix) {
           return issuer.starts_with(prefix);
         });
}

constexpr std::array kEntries = {
    ValidatorEntry{"aws_key_id", IsAwsKeyId},
    ValidatorEntry{"base64_bytes", IsBase64Bytes, ArgumentKind::kNumber},
    ValidatorEntry{"azure_key", IsAzureKey},
    ValidatorEntry{"azure_annotated_key", IsAzureAnnotatedKey},
    ValidatorEntry{"azure_devops_pat", IsAzureDevOpsPat},
    ValidatorEntry{"azure_devops_app_secret", IsAzureDevOpsAppSecret},
    ValidatorEntry{"jwt", IsJwt},
    ValidatorEntry{"entra_token", IsEntraToken},
};

}  // namespace

std::span<const ValidatorEntry> CloudValidators() { return kEntries; }

}  // namespace keytrail::match
