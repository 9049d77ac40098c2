// JSON web tokens: who made them, for whom, until when. Source: RFC 7519; "Access tokens in the
// Microsoft identity platform"; Kubernetes, "Managing Service Accounts".
#include <algorithm>
#include <array>

#include "base/digest.h"
#include "scanner/secret/json_members.h"
#include "scanner/secret/signed_query.h"
#include "scanner/secret/target_resolvers.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kTokenBytesMax = 16 * 1024;
constexpr std::string_view kKubernetesSubject = "system:serviceaccount:";

using Claims = std::map<std::string, std::string>;

std::string_view ClaimOf(const Claims& claims, const std::string& name) {
  const auto found = claims.find(name);
  return found == claims.end() ? std::string_view() : std::string_view(found->second);
}

// The claims of HEADER.PAYLOAD.SIGNATURE.
Claims ClaimsOf(std::string_view token) {
  const std::size_t first = token.find('.');
  if (token.size() > kTokenBytesMax || first == std::string_view::npos) return {};
  std::string payload(token.substr(first + 1));
  payload.resize(std::min(payload.find('.'), payload.size()));
  std::ranges::replace(payload, '-', '+');
  std::ranges::replace(payload, '_', '/');
  while (payload.ends_with('=')) payload.pop_back();
  const auto bytes = Base64Decode(payload);
  return bytes.ok() ? JsonMembers(AsText(*bytes)) : Claims();
}

// The host of an issuer, with its path where that is a harmless one.
std::string_view HostOfIssuer(std::string_view issuer) {
  if (const std::size_t scheme = issuer.find("://"); scheme != std::string_view::npos) {
    issuer.remove_prefix(scheme + 3);
  }
  return issuer.substr(0, issuer.find('/'));
}

bool IsEntraIssuer(std::string_view issuer) {
  return std::ranges::any_of(
      std::to_array<std::string_view>(
          {"https://sts.windows.net/", "https://login.microsoftonline.com/",
           "https://login.microsoftonline.us/", "https://sts.chinacloudapi.cn/",
           "https://login.partner.microsoftonline.cn/"}),
      [issuer](std::string_view start) { return issuer.starts_with(start); });
}

void AddClaims(const Claims& claims, Attributes& attributes) {
  AddLabel(HostOfIssuer(ClaimOf(claims, "iss")), "issuer", attributes);
  AddLabel(HostOfIssuer(ClaimOf(claims, "aud")), "audience", attributes);
  AddLabel(ClaimOf(claims, "sub"), "principal", attributes);
  AddLabel(ClaimOf(claims, "tid"), "tenant", attributes);
  for (const char* name : {"client_id", "azp", "appid"}) {
    AddLabel(ClaimOf(claims, name), "client_id", attributes);
  }
  for (const char* name : {"email", "preferred_username", "unique_name", "upn"}) {
    AddLabel(ClaimOf(claims, name), "user", attributes);
  }
  AddLabel(ClaimOf(claims, "scp"), "scope", attributes);
}

Target EntraTarget(const Claims& claims, const Attributes& attributes) {
  std::string name = TextAttribute(attributes, "client_id");
  if (ClaimOf(claims, "idtyp") != "app" && attributes.contains("user")) {
    name = TextAttribute(attributes, "user");
  }
  if (name.empty()) name = TextAttribute(attributes, "principal");
  if (name.empty()) name = TextAttribute(attributes, "tenant");
  return {.kind = name.empty() ? "" : "identity", .name = name, .cloud = "azure", .state = {}};
}

// The issuer of a cluster's tokens names the cluster as a whole URL, not by its host.
Target ClusterOfIssuer(std::string_view issuer) {
  Target target = TargetOfHost(HostOfIssuer(issuer), "cluster").target;
  const std::size_t scheme = issuer.find("://");
  target.name = HarmlessPath(scheme == std::string_view::npos ? issuer : issuer.substr(scheme + 3));
  target.kind = target.name.empty() ? "" : "cluster";
  return target;
}

ResolvedTarget ResolveJwt(const Match& match, std::string_view) {
  return TargetOfJwt(CaptureText(match, "secret"));
}

constexpr std::array kResolvers = {ResolverEntry{"jwt", &ResolveJwt}};

}  // namespace

ResolvedTarget TargetOfJwt(std::string_view token) {
  ResolvedTarget resolved;
  const Claims claims = ClaimsOf(token);
  if (claims.empty()) return resolved;
  AddClaims(claims, resolved.attributes);
  resolved.expires_at = ParseEpoch(ClaimOf(claims, "exp"));
  const std::string_view issuer = ClaimOf(claims, "iss");
  const std::string principal = TextAttribute(resolved.attributes, "principal");
  resolved.attributes["target_certainty"] = std::string(kCertaintyAccount);
  if (IsEntraIssuer(issuer) && resolved.attributes.contains("tenant")) {
    resolved.target = EntraTarget(claims, resolved.attributes);
  } else if (principal.starts_with(kKubernetesSubject)) {
    resolved.target = ClusterOfIssuer(issuer);
  } else if (principal.ends_with(".gserviceaccount.com")) {
    resolved.target = {.kind = "identity", .name = principal, .cloud = "gcp", .state = {}};
  } else {
    resolved.target = TargetOfHost(HostOfIssuer(issuer), "external").target;
  }
  return resolved;
}

std::span<const ResolverEntry> TokenResolvers() { return kResolvers; }

}  // namespace keytrail::secret
