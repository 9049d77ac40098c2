#include "scanner/facts/principals.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/authorized_options.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kPrincipalBytesMax = 1024;
constexpr std::string_view kPrincipalMarks = "._@+-%:/*\\$=,";

// Whether sshd takes what stands in front of a name.
bool TakesOptions(std::string_view line) {
  const auto end = AuthorizedOptionsEnd(line);
  return end && !ParseAuthorizedOptions(line.substr(0, *end)).malformed;
}

// `line` without what sshd takes from its ends, and without its comment, which may begin anywhere.
std::string_view Cut(std::string_view line) {
  line = line.substr(0, line.find_first_of(std::string_view("#\0", 2)));
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

}  // namespace

bool IsPrincipalsPath(std::string_view path) {
  if (path == ".ssh/authorized_principals" || path.ends_with("/.ssh/authorized_principals")) {
    return true;
  }
  return path.starts_with("etc/ssh/") && path.find("principals") != std::string_view::npos;
}

std::vector<FactPayload> ParsePrincipals(std::string_view text) {
  PrincipalsFact fact;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    if (fact.principals.size() == limits::kListItemsMax) break;
    const std::string_view line = Cut(*raw);
    // A space counts before a tab, wherever they stand.
    std::size_t blank = line.rfind(' ');
    if (blank == std::string_view::npos) blank = line.rfind('\t');
    const bool has_options = blank != std::string_view::npos;
    if (line.empty() || (has_options && !TakesOptions(line))) continue;
    std::string_view principal = has_options ? line.substr(blank) : line;
    principal.remove_prefix(principal.find_first_not_of(" \t"));
    if (principal.size() > kPrincipalBytesMax || !IsPlain(principal, kPrincipalMarks)) continue;
    fact.has_options = fact.has_options || has_options;
    fact.principals.emplace_back(principal);
  }
  return {std::move(fact)};
}

}  // namespace keytrail::facts
