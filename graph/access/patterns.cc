#include "graph/access/patterns.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace keytrail::access {
namespace {

// An address as bytes: four of IPv4, sixteen of IPv6. IPv4 inside IPv6 counts as IPv4.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t size = 0;
};

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<Address> ParseAddress(std::string_view text) {
  const std::string terminated(text);
  Address address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) {
    address.size = 4;
    return address;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
  address.size = 16;
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin())) {
    std::copy(address.bytes.begin() + 12, address.bytes.end(), address.bytes.begin());
    address.size = 4;
  }
  return address;
}

bool BitOf(const Address& address, std::size_t index) {
  return ((address.bytes[index / 8] >> (7 - index % 8)) & 1U) != 0;
}

struct Network {
  Address address;
  std::size_t prefix_bits = 0;
  bool has_host_bits = false;
};

// Nothing when `text` is neither an address nor a network: it is a pattern then.
std::optional<Network> ParseNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = ParseAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{.address = *address, .prefix_bits = address->size * 8};
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), network.prefix_bits);
  if (error != std::errc() || end != digits.data() + digits.size() ||
      network.prefix_bits > address->size * 8) {
    return std::nullopt;
  }
  for (std::size_t i = network.prefix_bits; i < address->size * 8; ++i) {
    if (BitOf(*address, i)) network.has_host_bits = true;
  }
  return network;
}

bool Contains(const Network& network, const Address& address) {
  if (network.address.size != address.size) return false;
  for (std::size_t i = 0; i < network.prefix_bits; ++i) {
    if (BitOf(network.address, i) != BitOf(address, i)) return false;
  }
  return true;
}

}  // namespace

bool MatchesPattern(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_at = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_at = at;
    } else if (in_pattern < pattern.size() &&
               (pattern[in_pattern] == '?' || pattern[in_pattern] == text[at])) {
      ++at;
      ++in_pattern;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

std::vector<std::string_view> SplitList(std::string_view list) {
  std::vector<std::string_view> elements;
  while (true) {
    const std::size_t comma = list.find(',');
    elements.push_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return elements;
    list.remove_prefix(comma + 1);
  }
}

ListMatch MatchPatternList(std::string_view text, std::string_view list) {
  ListMatch match = ListMatch::kNone;
  for (std::string_view element : SplitList(list)) {
    const bool excludes = element.starts_with('!');
    if (excludes) element.remove_prefix(1);
    if (!MatchesPattern(text, element)) continue;
    if (excludes) return ListMatch::kExcluded;
    match = ListMatch::kListed;
  }
  return match;
}

ListMatch MatchAddressList(std::string_view address, std::string_view list) {
  const auto parsed = ParseAddress(address);
  ListMatch match = ListMatch::kNone;
  for (std::string_view element : SplitList(list)) {
    const bool excludes = element.starts_with('!');
    if (excludes) element.remove_prefix(1);
    if (element.empty()) return ListMatch::kInvalid;
    const auto network = ParseNetwork(element);
    if (network && network->has_host_bits) return ListMatch::kInvalid;
    if (address.empty()) continue;
    const bool matches = network ? parsed && Contains(*network, *parsed)
                                 : MatchesPattern(LowerCase(address), LowerCase(element));
    if (!matches) continue;
    if (excludes) return ListMatch::kExcluded;
    match = ListMatch::kListed;
  }
  return match;
}

std::optional<bool> MatchHostAndAddress(std::string_view host, std::string_view address,
                                        std::string_view list) {
  const ListMatch by_address = MatchAddressList(address, list);
  if (by_address == ListMatch::kInvalid) return std::nullopt;
  if (by_address == ListMatch::kExcluded) return false;
  const ListMatch by_host = MatchPatternList(LowerCase(host), LowerCase(list));
  if (by_host == ListMatch::kExcluded) return false;
  return by_host == ListMatch::kListed || by_address == ListMatch::kListed;
}

bool IsAddress(std::string_view text) { return ParseAddress(text).has_value(); }

}  // namespace keytrail::access
