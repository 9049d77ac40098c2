#include "scanner/secret/target.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

#include "base/text.h"
#include "model/aws_key_id.h"
#include "scanner/secret/unescape.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kAwsKeyIdBytes = 20;
constexpr std::string_view kAzurePublicSuffix = "core.windows.net";

struct CloudSuffix {
  std::string_view suffix;
  std::string_view cloud;
};

constexpr CloudSuffix kDatabaseSuffixes[] = {
    {".postgres.database.azure.com", "azure"},
    {".mysql.database.azure.com", "azure"},
    {".mariadb.database.azure.com", "azure"},
    {".postgres.cosmos.azure.com", "azure"},
    {".database.windows.net", "azure"},
    {".postgres.database.chinacloudapi.cn", "azure"},
    {".mysql.database.chinacloudapi.cn", "azure"},
    {".postgres.database.usgovcloudapi.net", "azure"},
    {".mysql.database.usgovcloudapi.net", "azure"},
    {".rds.amazonaws.com", "aws"},
    {".rds.amazonaws.com.cn", "aws"},
    {".sql.goog", "gcp"},
};

std::string CaptureText(const Match& match, const std::string& name) {
  const Capture* capture = FindCapture(match, name);
  return capture == nullptr ? std::string() : std::string(capture->bytes.text_view());
}

// The host in lower case without its root dot; empty when it is no host name or address.
std::string HostOf(const Match& match) {
  std::string host = LowerCase(CaptureText(match, "host"));
  if (host.ends_with('.')) host.pop_back();
  const bool well_formed = std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
  return well_formed && host.size() <= kHostBytesMax ? host : std::string();
}

// Sets the attribute where the capture is there and harmless.
void AddLabel(const Match& match, const std::string& name, Attributes& attributes) {
  const std::string label = PercentUnescape(CaptureText(match, name));
  if (IsHarmlessLabel(label)) attributes[name] = label;
}

void AddPort(const Match& match, Attributes& attributes) {
  const std::string text = CaptureText(match, "port");
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error == std::errc() && end == text.data() + text.size() && port > 0) {
    attributes["port"] = static_cast<std::int64_t>(port);
  }
}

std::string_view CloudOfDatabase(std::string_view host) {
  for (const auto& [suffix, cloud] : kDatabaseSuffixes) {
    if (host.ends_with(suffix)) return cloud;
  }
  return {};
}

// The parts that URLs have in common; the target's name is the host.
ResolvedTarget ResolveHost(const Match& match, std::string_view kind) {
  ResolvedTarget resolved;
  const std::string host = HostOf(match);
  AddLabel(match, "scheme", resolved.attributes);
  AddLabel(match, "user", resolved.attributes);
  AddPort(match, resolved.attributes);
  if (host.empty()) return resolved;
  resolved.attributes["host"] = host;
  resolved.target = {.kind = std::string(kind), .name = host, .cloud = {}, .state = {}};
  return resolved;
}

ResolvedTarget ResolveUrl(const Match& match, const std::string&) {
  return ResolveHost(match, "external");
}

ResolvedTarget ResolveDatabase(const Match& match, const std::string&) {
  ResolvedTarget resolved = ResolveHost(match, "database");
  AddLabel(match, "database", resolved.attributes);
  resolved.target.cloud = CloudOfDatabase(resolved.target.name);
  return resolved;
}

ResolvedTarget ResolveAzureStorage(const Match& match, const std::string&) {
  ResolvedTarget resolved;
  const std::string account = LowerCase(CaptureText(match, "account"));
  if (!std::ranges::all_of(
          account, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }) ||
      account.empty() || account.size() > 24) {
    return resolved;
  }
  std::string suffix = LowerCase(CaptureText(match, "endpoint_suffix"));
  if (!IsHarmlessLabel(suffix)) suffix = kAzurePublicSuffix;
  resolved.attributes["account"] = account;
  resolved.attributes["host"] = fmt::format("{}.blob.{}", account, suffix);
  resolved.target = {.kind = "storage_account", .name = account, .cloud = "azure", .state = {}};
  return resolved;
}

bool IsAwsKeyId(std::string_view id) {
  return id.size() == kAwsKeyIdBytes && (id.starts_with("AKIA") || id.starts_with("ASIA")) &&
         id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

ResolvedTarget ResolveAwsAccessKey(const Match& match, const std::string&) {
  ResolvedTarget resolved;
  const std::string key_id = CaptureText(match, "key_id");
  if (!IsAwsKeyId(key_id)) return resolved;
  resolved.attributes["access_key_id"] = key_id;
  const auto account = AwsAccountOf(key_id);
  if (account) resolved.attributes["account"] = *account;
  resolved.target = {
      .kind = "identity", .name = account.value_or(key_id), .cloud = "aws", .state = {}};
  return resolved;
}

// A service of the internet, or one's own instance of it where the text names the host.
ResolvedTarget ResolveService(const Match& match, const std::string& host_when_none) {
  ResolvedTarget resolved = ResolveHost(match, "external");
  if (resolved.target.name.empty()) {
    resolved.target = {.kind = "external", .name = host_when_none, .cloud = {}, .state = {}};
  }
  return resolved;
}

struct Resolver {
  std::string_view name;
  ResolvedTarget (*resolve)(const Match&, const std::string& argument);
};

constexpr Resolver kResolvers[] = {
    {"azure_storage", &ResolveAzureStorage},
    {"aws_identity", &ResolveAwsAccessKey},
    {"database", &ResolveDatabase},
    {"url", &ResolveUrl},
    {"service", &ResolveService},
};

}  // namespace

ResolvedTarget ResolveTarget(const Rule& rule, const Match& match) {
  const std::size_t colon = rule.target.find(':');
  const std::string_view name = std::string_view(rule.target).substr(0, colon);
  const auto* resolver = std::ranges::find(kResolvers, name, &Resolver::name);
  if (resolver == std::ranges::end(kResolvers)) return {};
  return resolver->resolve(match, colon == std::string::npos ? "" : rule.target.substr(colon + 1));
}

}  // namespace keytrail::secret
