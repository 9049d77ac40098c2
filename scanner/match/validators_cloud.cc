// Keys of cloud providers and what marks them.
#include <array>

#include "base/digest.h"
#include "model/aws_key_id.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

// Ids with I or J in the fifth place are from before 2019 and hold no account.
bool IsAwsKeyId(const Match& match, const std::string&) {
  const std::string_view id = TextOf(match, "key_id");
  if (id.size() != 20) return false;
  return id[4] == 'I' || id[4] == 'J' || AwsAccountOf(id).has_value();
}

// 64 bytes in base64 that do not look made up.
bool IsAzureKey(const Match& match, const std::string&) {
  constexpr std::size_t kKeyBytes = 64;
  constexpr double kEntropyFloorBits = 4.0;
  const std::string_view secret = TextOf(match, "secret");
  const StatusOr<std::vector<std::byte>> key = Base64Decode(secret);
  return key.ok() && key->size() == kKeyBytes && EntropyBits(secret) >= kEntropyFloorBits;
}

constexpr std::array kEntries = {
    ValidatorEntry{"aws_key_id", IsAwsKeyId},
    ValidatorEntry{"azure_key", IsAzureKey},
};

}  // namespace

std::span<const ValidatorEntry> CloudValidators() { return kEntries; }

}  // namespace keytrail::match
