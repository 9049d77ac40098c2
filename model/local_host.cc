#include "model/local_host.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace keytrail {
namespace {

constexpr auto kLocalDomains = std::to_array<std::string_view>(
    {".cluster.local", ".corp", ".home", ".internal", ".intranet", ".lan", ".local", ".localdomain",
     ".localhost", ".private", ".svc", ".test"});

constexpr auto kLocalPrefixesIpv6 =
    std::to_array<std::string_view>({"fc", "fd", "fe8", "fe9", "fea", "feb"});

// Reads a decimal octet and its dot; -1 when none stands there.
int TakeOctet(std::string_view& text) {
  unsigned value = 256;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value > 255) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with('.')) text.remove_prefix(1);
  return static_cast<int>(value);
}

bool IsLocalIpv4(std::string_view host) {
  if (host.find_first_not_of("0123456789.") != std::string_view::npos) return false;
  const int first = TakeOctet(host);
  const int second = TakeOctet(host);
  return first == 0 || first == 10 || first == 127 ||
         (first == 100 && second >= 64 && second < 128) || (first == 169 && second == 254) ||
         (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
}

bool IsLocalIpv6(std::string_view address) {
  if (address.starts_with('[')) address.remove_prefix(1);
  return address == "::1" || address == "::1]" || address.starts_with("::ffff:") ||
         std::ranges::any_of(kLocalPrefixesIpv6, [address](std::string_view prefix) {
           return address.starts_with(prefix);
         });
}

}  // namespace

bool IsLocalHost(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return IsLocalIpv6(host);
  if (host.find('.') == std::string_view::npos || IsLocalIpv4(host)) return true;
  return std::ranges::any_of(kLocalDomains,
                             [host](std::string_view domain) { return host.ends_with(domain); });
}

}  // namespace keytrail
