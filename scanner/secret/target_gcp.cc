// Targets in Google Cloud.
#include <array>

#include "base/text.h"
#include "scanner/secret/signed_query.h"
#include "scanner/secret/target_resolvers.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kAccountSuffix = ".iam.gserviceaccount.com";
constexpr std::string_view kStorageHost = "storage.googleapis.com";

// The project of NAME@PROJECT.iam.gserviceaccount.com; empty for other accounts.
std::string_view ProjectOf(std::string_view email) {
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos || !email.ends_with(kAccountSuffix)) return {};
  const std::string_view domain = email.substr(at + 1);
  return domain.substr(0, domain.size() - kAccountSuffix.size());
}

void AddAccount(std::string_view email, Attributes& attributes) {
  AddLabel(email, "principal", attributes);
  if (attributes.contains("principal")) AddLabel(ProjectOf(email), "account", attributes);
}

ResolvedTarget ResolveServiceAccount(const Match& match, std::string_view) {
  ResolvedTarget resolved;
  Attributes& attributes = resolved.attributes;
  AddLabel(CaptureText(match, "project"), "account", attributes);
  AddAccount(CaptureText(match, "client_email"), attributes);
  AddLabelOf(match, "client_id", attributes);
  std::string name = TextAttribute(attributes, "principal");
  const bool names_one = !name.empty();
  if (!names_one) name = TextAttribute(attributes, "account");
  if (name.empty()) return resolved;
  attributes["target_certainty"] = std::string(names_one ? kCertaintyExact : kCertaintyAccount);
  resolved.target = {.kind = "identity", .name = name, .cloud = "gcp", .state = {}};
  return resolved;
}

// BUCKET.storage.googleapis.com/OBJECT or storage.googleapis.com/BUCKET/OBJECT.
void AddBucketAndObject(std::string_view host, std::string_view path, ResolvedTarget& resolved) {
  std::string object = HarmlessPath(path);
  std::string bucket = TextAttribute(resolved.attributes, "resource_name");
  if (bucket.empty() && LowerCase(host) == kStorageHost) {
    const std::size_t slash = object.find('/');
    bucket = object.substr(0, slash);
    object = slash == std::string::npos ? std::string() : object.substr(slash + 1);
  }
  if (bucket.empty()) return;
  resolved.attributes["container"] = bucket;
  resolved.attributes["resource_name"] = bucket;
  if (!object.empty()) resolved.attributes["entity"] = object;
  resolved.attributes["target_certainty"] = std::string(kCertaintyExact);
  resolved.target = {.kind = "bucket", .name = bucket, .cloud = "gcp", .state = {}};
}

ResolvedTarget ResolveSigned(const Match& match, std::string_view) {
  const std::string_view host = CaptureText(match, "host");
  ResolvedTarget resolved = TargetOfHost(host, "bucket");
  const std::string_view text = CaptureText(match, "query");
  const SignedQuery query(text.empty() ? CaptureText(match, "secret") : text);
  // SA-email/date/auto/storage/goog4_request
  const std::string_view credential = query.Get("x-goog-credential");
  AddAccount(credential.substr(0, credential.find('/')), resolved.attributes);
  AddAccount(query.Get("googleaccessid"), resolved.attributes);
  resolved.expires_at = ParseSigningTime(query.Get("x-goog-date"), query.Get("x-goog-expires"));
  if (!resolved.expires_at.known()) resolved.expires_at = ParseEpoch(query.Get("expires"));
  AddBucketAndObject(host, CaptureText(match, "path"), resolved);
  return resolved;
}

constexpr std::array kResolvers = {
    ResolverEntry{"gcp_service_account", &ResolveServiceAccount},
    ResolverEntry{"gcs_signed", &ResolveSigned},
};

}  // namespace

std::span<const ResolverEntry> GcpResolvers() { return kResolvers; }

}  // namespace keytrail::secret
