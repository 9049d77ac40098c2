// The resolvers of targets by subject, each a table in a file of its own, and what they share.
// Inside this room only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scanner/secret/target.h"

namespace keytrail::secret {

struct ResolverEntry {
  std::string_view name;
  ResolvedTarget (*resolve)(const Match& match, std::string_view argument);
};

// Whatever names a host: URLs, databases, services.
std::span<const ResolverEntry> HostResolvers();
std::span<const ResolverEntry> AwsResolvers();
std::span<const ResolverEntry> AzureResolvers();
std::span<const ResolverEntry> GcpResolvers();
// Tokens that name what they open.
std::span<const ResolverEntry> TokenResolvers();
// Clusters of Kubernetes.
std::span<const ResolverEntry> ClusterResolvers();

// What the resolvers share
// -------------------------------------------------------------------------------------------------

inline constexpr std::string_view kCertaintyExact = "exact";
inline constexpr std::string_view kCertaintyAccount = "account";
inline constexpr std::string_view kCertaintyHint = "hint";

// The capture's text, empty when it took no part. The view lives as long as the match.
std::string_view CaptureText(const Match& match, const std::string& name);

// Sets the attribute where the unescaped text is a harmless label.
void AddLabel(std::string_view text, const std::string& name, Attributes& attributes);
void AddLabelOf(const Match& match, const std::string& name, Attributes& attributes);

// A path of harmless labels between slashes, without those at its ends; empty when it is none.
std::string HarmlessPath(std::string_view path);

// The target that a host names, with what its name says (resource, region, cloud, privatelink
// twin). `kind` is for hosts that no table knows; `host` may carry a port, and further hosts behind
// commas. Returns no target when there is no host.
ResolvedTarget TargetOfHost(std::string_view host, std::string_view kind);

// As TargetOfHost with the captures host, port, scheme and user.
ResolvedTarget TargetOfHostCaptures(const Match& match, std::string_view kind);

// What a JSON web token says of itself; the target is empty when it names nobody, and all is empty
// when `token` is no such token.
ResolvedTarget TargetOfJwt(std::string_view token);

}  // namespace keytrail::secret
