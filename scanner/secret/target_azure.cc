// Targets in Azure.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "scanner/secret/signed_query.h"
#include "scanner/secret/target_resolvers.h"

namespace keytrail::secret {
namespace {

constexpr std::string_view kPublicSuffix = "core.windows.net";
constexpr std::size_t kAccountBytesMin = 3;
constexpr std::size_t kAccountBytesMax = 24;

bool IsStorageAccount(std::string_view name) {
  return name.size() >= kAccountBytesMin && name.size() <= kAccountBytesMax &&
         std::ranges::all_of(
             name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

ResolvedTarget TargetOfAccount(std::string_view name, std::string_view endpoint_suffix) {
  ResolvedTarget resolved;
  const std::string account = LowerCase(name);
  if (!IsStorageAccount(account)) return resolved;
  std::string suffix = LowerCase(endpoint_suffix);
  if (!IsHarmlessLabel(suffix)) suffix = kPublicSuffix;
  resolved.attributes["account"] = account;
  resolved.attributes["resource_name"] = account;
  resolved.attributes["host"] = fmt::format("{}.blob.{}", account, suffix);
  resolved.attributes["target_certainty"] = std::string(kCertaintyExact);
  resolved.target = {.kind = "storage_account", .name = account, .cloud = "azure", .state = {}};
  return resolved;
}

// A storage account's host is one of several that it has, so the target's name is the account's.
void NameByAccount(ResolvedTarget& resolved) {
  const std::string account = TextAttribute(resolved.attributes, "resource_name");
  if (resolved.target.kind != "storage_account" || account.empty()) return;
  resolved.target.name = account;
  resolved.attributes["account"] = account;
}

ResolvedTarget ResolveStorage(const Match& match, std::string_view) {
  ResolvedTarget resolved =
      TargetOfAccount(CaptureText(match, "account"), CaptureText(match, "endpoint_suffix"));
  if (resolved.target.kind.empty()) {
    resolved = TargetOfHost(CaptureText(match, "host"), "storage_account");
    NameByAccount(resolved);
  }
  AddLabelOf(match, "container", resolved.attributes);
  return resolved;
}

// A host of a service; where only the resource's name stands, the suffix completes it.
ResolvedTarget ResolveHost(const Match& match, std::string_view suffix) {
  ResolvedTarget resolved = TargetOfHostCaptures(match, "external");
  const std::string resource = LowerCase(CaptureText(match, "resource"));
  if (resolved.target.kind.empty() && !suffix.empty() && IsHarmlessLabel(resource)) {
    resolved = TargetOfHost(fmt::format("{}.{}", resource, suffix), "external");
    AddLabelOf(match, "user", resolved.attributes);
  }
  NameByAccount(resolved);
  if (!resolved.target.kind.empty() && resolved.target.cloud.empty()) {
    resolved.attributes.erase("local_target");
    resolved.target.cloud = "azure";
  }
  AddLabelOf(match, "region", resolved.attributes);
  AddLabelOf(match, "entity", resolved.attributes);
  return resolved;
}

// What a shared access signature permits, to whom and until when. Source: "Create an account SAS",
// "Create a service SAS", "Create a user delegation SAS".
void AddSignature(const SignedQuery& query, ResolvedTarget& resolved) {
  constexpr std::string_view kReadOnlyPermissions = "rltfm";  // read, list, tags, filter, metadata
  Attributes& attributes = resolved.attributes;
  const std::string_view permissions = query.Get("sp");
  AddLabel(permissions, "permissions", attributes);
  if (!permissions.empty()) {
    attributes["read_only"] =
        permissions.find_first_not_of(kReadOnlyPermissions) == std::string_view::npos;
  }
  const bool is_account = !query.Get("ss").empty() || !query.Get("srt").empty();
  const bool is_delegated = !query.Get("skoid").empty();
  AddLabel(is_account     ? "account"
           : is_delegated ? "user_delegation"
                          : "service",
           "scope", attributes);
  AddLabel(query.Get("ss"), "services", attributes);
  AddLabel(query.Get("sr"), "resource_type", attributes);
  AddLabel(query.Get("si"), "stored_policy", attributes);
  AddLabel(query.Get("skn"), "policy", attributes);
  AddLabel(query.Get("sktid"), "tenant", attributes);
  AddLabel(query.Get("skoid"), "principal", attributes);
  AddLabel(query.Get("sip"), "allowed_addresses", attributes);
  resolved.expires_at = ParseSasTime(query.Get("se"));
  const Timestamp key_expires_at = ParseSasTime(query.Get("ske"));
  if (key_expires_at.known() &&
      (!resolved.expires_at.known() || key_expires_at < resolved.expires_at)) {
    resolved.expires_at = key_expires_at;
  }
}

// container/blob, queue, table, share/file, or entity of a namespace.
void AddSignedResource(const std::string& path, ResolvedTarget& resolved) {
  if (path.empty()) return;
  const std::size_t slash = path.find('/');
  const bool has_containers = resolved.target.kind == "storage_account";
  resolved.attributes[has_containers ? "container" : "entity"] =
      has_containers ? path.substr(0, slash) : path;
  if (has_containers && slash != std::string::npos) {
    resolved.attributes["entity"] = path.substr(slash + 1);
  }
}

// Of "https://host/path", "sb://host/path" or "host/path".
struct ResourceUri {
  std::string_view host;
  std::string_view path;
};

ResourceUri SplitUri(std::string_view uri) {
  if (const std::size_t scheme = uri.find("://"); scheme != std::string_view::npos) {
    uri.remove_prefix(scheme + 3);
  }
  const std::size_t slash = uri.find('/');
  return {.host = uri.substr(0, slash),
          .path = slash == std::string_view::npos ? std::string_view() : uri.substr(slash + 1)};
}

// Storage signs what the URL names; Service Bus, Event Hubs and IoT Hub put the resource into `sr`.
ResolvedTarget ResolveSas(const Match& match, std::string_view) {
  const std::string_view text = CaptureText(match, "query");
  const SignedQuery query(text.empty() ? CaptureText(match, "secret") : text);
  const ResourceUri signed_uri = SplitUri(query.Get("sr"));
  const bool names_itself = signed_uri.host.find('.') != std::string_view::npos;
  std::string_view host = CaptureText(match, "host");
  std::string_view path = CaptureText(match, "path");
  if (host.empty() && names_itself) {
    host = signed_uri.host;
    path = signed_uri.path;
  }
  ResolvedTarget resolved = TargetOfHost(host, "external");
  if (resolved.target.kind.empty()) {
    resolved =
        TargetOfAccount(CaptureText(match, "account"), CaptureText(match, "endpoint_suffix"));
  }
  NameByAccount(resolved);
  AddSignature(query, resolved);
  AddSignedResource(HarmlessPath(path), resolved);
  if (resolved.target.kind.empty() && resolved.attributes.contains("tenant")) {
    resolved.attributes["target_certainty"] = std::string(kCertaintyAccount);
  }
  return resolved;
}

// An application (client id) or a user of a directory.
ResolvedTarget ResolveEntra(const Match& match, std::string_view) {
  ResolvedTarget resolved;
  Attributes& attributes = resolved.attributes;
  AddLabelOf(match, "tenant", attributes);
  AddLabelOf(match, "user", attributes);
  AddLabel(CaptureText(match, "client_id"), "principal", attributes);
  std::string name = LowerCase(TextAttribute(attributes, "principal"));
  if (name.empty()) name = LowerCase(TextAttribute(attributes, "user"));
  const bool names_one = !name.empty();
  if (!names_one) name = LowerCase(TextAttribute(attributes, "tenant"));
  if (name.empty()) return resolved;
  attributes["target_certainty"] = std::string(names_one ? kCertaintyAccount : kCertaintyHint);
  resolved.target = {.kind = "identity", .name = name, .cloud = "azure", .state = {}};
  return resolved;
}

// The organisation of dev.azure.com/ORG, ORG@dev.azure.com or ORG.visualstudio.com.
std::string OrganisationOf(const Match& match) {
  constexpr std::string_view kOldSuffix = ".visualstudio.com";
  std::string organisation = LowerCase(CaptureText(match, "organization"));
  const ResourceUri uri = SplitUri(CaptureText(match, "url"));
  const std::string host = LowerCase(uri.host.empty() ? CaptureText(match, "host") : uri.host);
  if (organisation.empty() && host.ends_with(kOldSuffix)) {
    organisation = host.substr(0, host.size() - kOldSuffix.size());
    organisation = organisation.substr(organisation.rfind('@') + 1);
  }
  if (organisation.empty() && host.ends_with("dev.azure.com")) {
    organisation = LowerCase(uri.path.substr(0, uri.path.find('/')));
  }
  return IsHarmlessLabel(organisation) ? organisation : std::string();
}

ResolvedTarget ResolveDevOps(const Match& match, std::string_view) {
  ResolvedTarget resolved;
  AddLabelOf(match, "user", resolved.attributes);
  const std::string organisation = OrganisationOf(match);
  resolved.attributes["host"] = std::string("dev.azure.com");
  resolved.attributes["target_certainty"] =
      std::string(organisation.empty() ? kCertaintyHint : kCertaintyAccount);
  std::string name = "dev.azure.com";
  if (!organisation.empty()) {
    resolved.attributes["account"] = organisation;
    name += "/" + organisation;
  }
  resolved.target = {.kind = "external", .name = name, .cloud = "azure", .state = {}};
  return resolved;
}

constexpr std::array kResolvers = {
    ResolverEntry{"azure_devops", &ResolveDevOps}, ResolverEntry{"azure_host", &ResolveHost},
    ResolverEntry{"azure_sas", &ResolveSas},       ResolverEntry{"azure_storage", &ResolveStorage},
    ResolverEntry{"entra", &ResolveEntra},
};

}  // namespace

std::span<const ResolverEntry> AzureResolvers() { return kResolvers; }

}  // namespace keytrail::secret
