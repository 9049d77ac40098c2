#include "scanner/facts/address_list.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"
#include "scanner/facts/plain_words.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kAddressBytesMax = 64;

std::string_view WithoutQuotes(std::string_view text) {
  text = Trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

bool SaysNothing(const in_addr& address) {
  const std::uint32_t number = ntohl(address.s_addr);
  const std::uint32_t first = number >> 24;
  constexpr std::uint32_t kLinkLocal = 0xA9FE;  // 169.254
  constexpr std::uint32_t kFirstMulticast = 224;
  return first == 0 || first == 127 || first >= kFirstMulticast || (number >> 16) == kLinkLocal;
}

bool SaysNothing(const in6_addr& address) {
  return IN6_IS_ADDR_UNSPECIFIED(&address) || IN6_IS_ADDR_LOOPBACK(&address) ||
         IN6_IS_ADDR_LINKLOCAL(&address) || IN6_IS_ADDR_MULTICAST(&address) ||
         IN6_IS_ADDR_V4MAPPED(&address);
}

// The address in its shortest form; empty when it is none that tells a machine.
std::string Canonical(std::string_view text) {
  const std::string address(text);
  std::array<char, INET6_ADDRSTRLEN> shown{};
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return SaysNothing(v4) ? "" : address;
  in6_addr v6{};
  if (inet_pton(AF_INET6, address.c_str(), &v6) != 1 || SaysNothing(v6)) return {};
  return inet_ntop(AF_INET6, &v6, shown.data(), shown.size());
}

bool IsOfLocalhost(const std::string& name) {
  return name.starts_with("localhost") || name.starts_with("ip6-") || name == "broadcasthost";
}

bool IsName(std::string_view text) {
  return IsPlainHost(text) && !IsAddress(text) && IsPlain(text, ".-_") && !text.ends_with('.') &&
         std::ranges::any_of(text, IsLetter);
}

}  // namespace

void AddressList::AddAddress(std::string_view text) {
  text = WithoutQuotes(text);
  text = text.substr(0, text.find('/'));
  if (text.size() > kAddressBytesMax) return;
  Add(Canonical(text), false);
}

void AddressList::AddName(std::string_view text) {
  text = WithoutQuotes(text);
  if (!IsName(text)) return;
  const std::string name = LowerCase(text);
  if (!IsOfLocalhost(name)) Add(name, true);
}

void AddressList::Add(std::string_view text, bool is_name) {
  if (text.empty() || facts_.size() == limits::kAddressesPerFileMax) return;
  if (!known_.emplace(text).second) return;
  facts_.emplace_back(
      AddressFact{.address = std::string(text), .is_name = is_name, .source = source_});
}

}  // namespace keytrail::facts
