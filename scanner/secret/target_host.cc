// Targets that are hosts.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "model/local_host.h"
#include "scanner/secret/service_suffixes.h"
#include "scanner/secret/target_resolvers.h"
#include "scanner/secret/unescape.h"

namespace keytrail::secret {
namespace {

constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kPathBytesMax = 256;
constexpr std::size_t kPathPartsMax = 16;

std::optional<std::uint16_t> PortOf(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size() && port > 0;
  return whole ? std::optional(port) : std::nullopt;
}

struct HostAndPort {
  std::string_view host;
  std::string_view port;
};

// The first of a list, with its port apart. Shape: h, h:1, h,1, [::1]:1, tcp:h,1, h1:1,h2:2.
HostAndPort SplitHost(std::string_view text) {
  for (const std::string_view protocol : {"tcp:", "np:", "lpc:"}) {
    if (text.starts_with(protocol)) text.remove_prefix(protocol.size());
  }
  HostAndPort split;
  const std::size_t comma = text.find(',');
  if (comma != std::string_view::npos) {
    if (PortOf(text.substr(comma + 1))) split.port = text.substr(comma + 1);
    text = text.substr(0, comma);
  }
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const bool is_bare_ipv6 = bracket == 0 && colon != text.rfind(':');
  if (colon != std::string_view::npos && !is_bare_ipv6) {
    split.port = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  split.host = text;
  return split;
}

bool IsHost(std::string_view host) {
  return !host.empty() && host.size() <= kHostBytesMax && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  }) && host.find_first_not_of(".-_:[]") != std::string_view::npos;
}

void AddService(const ServiceHost& service, ResolvedTarget& resolved) {
  Attributes& attributes = resolved.attributes;
  resolved.target.kind = service.kind;
  resolved.target.cloud = service.cloud;
  attributes["service"] = service.service;
  AddLabel(service.resource_name, "resource_name", attributes);
  AddLabel(service.region, "region", attributes);
  AddLabel(service.customer_id, "customer_dns_id", attributes);
  if (service.read_only) attributes["read_only"] = true;
}

// A bare password of a database, an URL's host: whatever the captures say.
ResolvedTarget ResolveHost(const Match& match, std::string_view) {
  return TargetOfHostCaptures(match, "external");
}

ResolvedTarget ResolveDatabase(const Match& match, std::string_view default_port) {
  ResolvedTarget resolved = TargetOfHostCaptures(match, "database");
  AddLabelOf(match, "database", resolved.attributes);
  const auto port = PortOf(default_port);
  if (port && !resolved.target.kind.empty())
    resolved.attributes.try_emplace("port", std::int64_t{*port});
  return resolved;
}

// A service of the internet, or one's own instance of it where the text names the host.
ResolvedTarget ResolveService(const Match& match, std::string_view host_when_none) {
  ResolvedTarget resolved = TargetOfHostCaptures(match, "external");
  AddLabelOf(match, "account", resolved.attributes);
  if (!resolved.target.name.empty()) return resolved;
  resolved.target = {
      .kind = "external", .name = std::string(host_when_none), .cloud = {}, .state = {}};
  resolved.attributes["target_certainty"] = std::string(kCertaintyHint);
  return resolved;
}

constexpr std::array kResolvers = {
    ResolverEntry{"database", &ResolveDatabase},
    ResolverEntry{"host", &ResolveHost},
    ResolverEntry{"service", &ResolveService},
    ResolverEntry{"url", &ResolveHost},
};

}  // namespace

std::span<const ResolverEntry> HostResolvers() { return kResolvers; }

std::string_view CaptureText(const Match& match, const std::string& name) {
  const Capture* capture = FindCapture(match, name);
  return capture == nullptr ? std::string_view() : capture->bytes.text_view();
}

void AddLabel(std::string_view text, const std::string& name, Attributes& attributes) {
  std::string label = PercentUnescape(text);
  if (IsHarmlessLabel(label)) attributes[name] = std::move(label);
}

void AddLabelOf(const Match& match, const std::string& name, Attributes& attributes) {
  AddLabel(CaptureText(match, name), name, attributes);
}

std::string HarmlessPath(std::string_view path) {
  if (path.size() > kPathBytesMax) return {};
  std::string harmless;
  for (std::size_t parts = 0; !path.empty() && parts < kPathPartsMax;) {
    const std::size_t slash = path.find('/');
    const std::string part = PercentUnescape(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    if (part.empty()) continue;
    if (!IsHarmlessLabel(part)) return {};
    if (!harmless.empty()) harmless += '/';
    harmless += part;
    ++parts;
  }
  return path.empty() ? harmless : std::string();
}

ResolvedTarget TargetOfHost(std::string_view text, std::string_view kind) {
  ResolvedTarget resolved;
  const HostAndPort split = SplitHost(text);
  const std::string host = CanonicalHost(split.host);
  if (!IsHost(host)) return resolved;
  resolved.attributes["host"] = host;
  if (const auto port = PortOf(split.port)) resolved.attributes["port"] = std::int64_t{*port};
  resolved.target = {.kind = std::string(kind), .name = host, .cloud = {}, .state = {}};
  if (const auto service = RecogniseHost(host)) {
    AddService(*service, resolved);
    resolved.attributes["target_certainty"] =
        std::string(service->resource_name.empty() ? kCertaintyHint : kCertaintyExact);
    return resolved;
  }
  const bool is_local = IsLocalHost(host);
  if (is_local) resolved.attributes["local_target"] = true;
  resolved.attributes["target_certainty"] =
      std::string(is_local ? kCertaintyHint : kCertaintyExact);
  return resolved;
}

ResolvedTarget TargetOfHostCaptures(const Match& match, std::string_view kind) {
  ResolvedTarget resolved = TargetOfHost(CaptureText(match, "host"), kind);
  AddLabelOf(match, "scheme", resolved.attributes);
  AddLabelOf(match, "user", resolved.attributes);
  if (const auto port = PortOf(CaptureText(match, "port"))) {
    resolved.attributes["port"] = std::int64_t{*port};
  }
  return resolved;
}

}  // namespace keytrail::secret
