#include "scanner/secret/target.h"

#include <algorithm>
#include <span>

#include "scanner/secret/signed_query.h"
#include "scanner/secret/target_resolvers.h"
#include "scanner/secret/unescape.h"

namespace keytrail::secret {
namespace {

ResolvedTarget ResolveByName(std::string_view name, std::string_view argument, const Match& match) {
  for (const std::span<const ResolverEntry> resolvers :
       {HostResolvers(), AwsResolvers(), AzureResolvers(), GcpResolvers(), TokenResolvers(),
        ClusterResolvers()}) {
    const auto entry = std::ranges::find(resolvers, name, &ResolverEntry::name);
    if (entry != resolvers.end()) return entry->resolve(match, argument);
  }
  return {};
}

}  // namespace

ResolvedTarget ResolveTarget(const Rule& rule, const Match& match) {
  const std::string_view text = rule.target;
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const std::string_view argument =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  ResolvedTarget resolved = ResolveByName(name, argument, match);
  if (!resolved.expires_at.known()) {
    resolved.expires_at = ParseSasTime(PercentUnescape(CaptureText(match, "expires")));
  }
  return resolved;
}

}  // namespace keytrail::secret
