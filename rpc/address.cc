#include "rpc/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <fmt/format.h>

#include "base/text.h"

namespace keytrail::rpc {
namespace {

constexpr std::uint32_t kLoopbackNetwork = 127;

bool IsPort(const std::string& text) {
  return !text.empty() && text.size() <= 5 &&
         text.find_first_not_of("0123456789") == std::string::npos && std::stoi(text) <= 65535;
}

}  // namespace

StatusOr<HostAndPort> ParseHostAndPort(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon != std::string::npos && colon > 0 && IsPort(address.substr(colon + 1))) {
    std::string host = address.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (bracketed || host.find(':') == std::string::npos) {
      return HostAndPort{.host = std::move(host), .port = address.substr(colon + 1)};
    }
  }
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("reading the address {}: it is neither unix:PATH nor HOST:PORT: "
                               "give one of these, a version 6 address as [::1]:PORT",
                               EscapeForDisplay(address)));
}

std::string TargetOf(const HostAndPort& address) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, address.host.c_str(), &v4) == 1) {
    return fmt::format("ipv4:{}:{}", address.host, address.port);
  }
  if (inet_pton(AF_INET6, address.host.c_str(), &v6) == 1) {
    return fmt::format("ipv6:%5B{}%5D:{}", address.host, address.port);
  }
  return fmt::format("dns:///{}:{}", address.host, address.port);
}

bool IsLoopback(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    return ntohl(v4.s_addr) >> 24U == kLoopbackNetwork;
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

}  // namespace keytrail::rpc
