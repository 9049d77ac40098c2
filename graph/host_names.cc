#include "graph/host_names.h"

#include <arpa/inet.h>

#include <array>

#include "base/text.h"
#include "graph/access/patterns.h"

namespace keytrail::graph {
namespace {

// RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.
constexpr std::string_view kPrivateNetworks =
    "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,fc00::/7,fe80::/10";
constexpr std::string_view kLoopbackNetworks = "127.0.0.0/8,0.0.0.0/32,::1/128,::/128";

bool IsIn(std::string_view address, std::string_view networks) {
  return access::MatchAddressList(address, networks) == access::ListMatch::kListed;
}

template <int kFamily, typename Address>
std::string Shortest(const std::string& text) {
  Address address{};
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (inet_pton(kFamily, text.c_str(), &address) != 1) return {};
  return inet_ntop(kFamily, &address, buffer.data(), buffer.size());
}

}  // namespace

std::string CanonicalHost(std::string_view text) {
  const std::size_t end = text.rfind(']');
  if (text.starts_with('[') && end != std::string_view::npos) text = text.substr(1, end - 1);
  std::string host = LowerCase(text.substr(0, text.find('%')));
  if (host.find(':') == std::string::npos) {
    if (host.size() > 1 && host.ends_with('.')) host.pop_back();
    return host;
  }
  const std::string address = Shortest<AF_INET6, in6_addr>(host);
  return address.empty() ? host : address;
}

bool IsLoopback(std::string_view host) {
  if (host == "localhost" || host.starts_with("localhost.") || host.ends_with(".localhost") ||
      host == "ip6-localhost" || host == "ip6-loopback") {
    return true;
  }
  return access::IsAddress(host) && IsIn(host, kLoopbackNetworks);
}

bool IsOfOneNetwork(std::string_view host) {
  if (access::IsAddress(host)) return IsIn(host, kPrivateNetworks);
  return host.find('.') == std::string_view::npos;
}

}  // namespace keytrail::graph
