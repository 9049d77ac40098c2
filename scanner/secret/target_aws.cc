// Targets in AWS.
#include <array>

#include "model/aws_key_id.h"
#include "scanner/secret/service_suffixes.h"
#include "scanner/secret/signed_query.h"
#include "scanner/secret/target_resolvers.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kAwsKeyIdBytes = 20;

bool IsAwsKeyId(std::string_view id) {
  return id.size() == kAwsKeyIdBytes && (id.starts_with("AKIA") || id.starts_with("ASIA")) &&
         id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

// The account of "arn:aws:iam::ACCOUNT:…"; empty when there is none.
std::string_view AccountOfArn(std::string_view arn) {
  constexpr std::size_t kColonsBefore = 4;
  constexpr std::size_t kAccountDigits = 12;
  for (std::size_t i = 0; i < kColonsBefore; ++i) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  const std::string_view account = arn.substr(0, arn.find(':'));
  const bool is_number = account.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number && account.size() == kAccountDigits ? account : std::string_view();
}

// What an id of an access key says of whom it acts for.
void AddKeyId(std::string_view key_id, Attributes& attributes) {
  if (!IsAwsKeyId(key_id)) return;
  attributes["access_key_id"] = std::string(key_id);
  attributes["temporary"] = key_id.starts_with("ASIA");
  if (const auto account = AwsAccountOf(key_id)) attributes["account"] = *account;
}

ResolvedTarget ResolveIdentity(const Match& match, std::string_view) {
  ResolvedTarget resolved;
  Attributes& attributes = resolved.attributes;
  const std::string_view arn = CaptureText(match, "arn");
  AddLabelOf(match, "account", attributes);
  AddLabelOf(match, "region", attributes);
  AddLabelOf(match, "user", attributes);
  AddLabel(AccountOfArn(arn), "account", attributes);
  if (const std::string path = HarmlessPath(arn); !path.empty()) attributes["principal"] = path;
  AddKeyId(CaptureText(match, "key_id"), attributes);
  std::string name = TextAttribute(attributes, "account");
  const bool names_account = !name.empty();
  if (!names_account) name = TextAttribute(attributes, "access_key_id");
  if (name.empty()) return resolved;
  attributes["target_certainty"] = std::string(names_account ? kCertaintyAccount : kCertaintyHint);
  resolved.target = {.kind = "identity", .name = name, .cloud = "aws", .state = {}};
  return resolved;
}

// The bucket in front of the host, or as the first part of the path.
void AddBucketAndObject(std::string_view path, ResolvedTarget& resolved) {
  std::string object = HarmlessPath(path);
  std::string bucket = TextAttribute(resolved.attributes, "resource_name");
  if (bucket.empty()) {
    const std::size_t slash = object.find('/');
    bucket = object.substr(0, slash);
    object = slash == std::string::npos ? std::string() : object.substr(slash + 1);
  }
  if (bucket.empty()) return;
  resolved.attributes["resource_name"] = bucket;
  resolved.attributes["container"] = bucket;
  if (!object.empty()) resolved.attributes["entity"] = object;
  resolved.attributes["target_certainty"] = std::string(kCertaintyExact);
  resolved.target.kind = "bucket";
  resolved.target.name = bucket;
}

// The region of "AKID/date/region/service/aws4_request".
std::string_view RegionOfScope(std::string_view credential) {
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t slash = credential.find('/');
    if (slash == std::string_view::npos) return {};
    credential.remove_prefix(slash + 1);
  }
  return credential.substr(0, credential.find('/'));
}

ResolvedTarget ResolvePresigned(const Match& match, std::string_view) {
  ResolvedTarget resolved = TargetOfHost(CaptureText(match, "host"), "bucket");
  if (!resolved.target.kind.empty() && resolved.target.cloud.empty()) {
    resolved.attributes["service"] = "s3_compatible";
  }
  const std::string_view query = CaptureText(match, "query");
  const SignedQuery parameters(query.empty() ? CaptureText(match, "secret") : query);
  const std::string_view credential = parameters.Get("x-amz-credential");
  AddKeyId(credential.substr(0, credential.find('/')), resolved.attributes);
  if (!resolved.attributes.contains("region")) {
    AddLabel(RegionOfScope(credential), "region", resolved.attributes);
  }
  AddKeyId(parameters.Get("awsaccesskeyid"), resolved.attributes);
  if (!parameters.Get("x-amz-security-token").empty()) resolved.attributes["temporary"] = true;
  resolved.expires_at =
      ParseSigningTime(parameters.Get("x-amz-date"), parameters.Get("x-amz-expires"));
  if (!resolved.expires_at.known()) resolved.expires_at = ParseEpoch(parameters.Get("expires"));
  const bool names_service = !resolved.target.kind.empty();
  if (names_service) AddBucketAndObject(CaptureText(match, "path"), resolved);
  return resolved;
}

constexpr std::array kResolvers = {
    ResolverEntry{"aws_identity", &ResolveIdentity},
    ResolverEntry{"aws_presigned", &ResolvePresigned},
};

}  // namespace

std::span<const ResolverEntry> AwsResolvers() { return kResolvers; }

}  // namespace keytrail::secret
