#include "graph/access/wrapped_clients.h"

#include <string>

#include "graph/access/patterns.h"

namespace keytrail::access {
namespace {

bool IsIpv4Text(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// A network as ADDRESS/PREFIX, or as ADDRESS/MASK with a mask in dotted form.
Tri MatchesNetwork(std::string_view address, std::string_view element) {
  const std::size_t slash = element.find('/');
  const std::string_view mask = element.substr(slash + 1);
  if (mask.find('.') == std::string_view::npos) {
    const ListMatch match = MatchAddressList(address, element);
    return match == ListMatch::kInvalid ? Tri::kUnknown : TriOf(match == ListMatch::kListed);
  }
  for (int bits = 0; bits <= 32; ++bits) {
    const std::uint64_t value = bits == 0 ? 0 : (0xffffffffULL << (32 - bits)) & 0xffffffffULL;
    const std::string dotted =
        std::to_string(value >> 24) + "." + std::to_string((value >> 16) & 0xff) + "." +
        std::to_string((value >> 8) & 0xff) + "." + std::to_string(value & 0xff);
    if (dotted != mask) continue;
    const std::string network = std::string(element.substr(0, slash)) + "/" + std::to_string(bits);
    return TriOf(MatchAddressList(address, network) == ListMatch::kListed);
  }
  return Tri::kUnknown;
}

Tri MatchesClient(std::string_view address, std::string_view element) {
  if (element == "ALL") return Tri::kYes;
  if (element == "EXCEPT" || element.starts_with('@') || element.starts_with('/')) {
    return Tri::kUnknown;
  }
  if (element.ends_with('.') && IsIpv4Text(element)) return TriOf(address.starts_with(element));
  if (element.starts_with('[') && element.find(']') != std::string_view::npos) {
    std::string inside(element.substr(1));
    inside.erase(inside.find(']'), 1);
    return TriOf(MatchAddressList(address, inside) == ListMatch::kListed);
  }
  if (element.find('/') != std::string_view::npos) return MatchesNetwork(address, element);
  if (IsAddress(element)) return TriOf(address == element);
  if (element.find_first_not_of("0123456789.:*?") == std::string_view::npos) {
    return TriOf(MatchesPattern(address, element));
  }
  return Tri::kUnknown;
}

}  // namespace

Tri MatchesWrappedClients(std::string_view address, std::string_view list) {
  Tri matches = Tri::kNo;
  for (const std::string_view element : SplitList(list)) {
    if (element == "EXCEPT") return Tri::kUnknown;
    if (!element.empty()) matches = Or(matches, MatchesClient(address, element));
  }
  return matches;
}

}  // namespace keytrail::access
