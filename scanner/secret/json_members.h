// The simple members of a JSON object, without a tree: what a token says of itself is a flat list.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace keytrail::secret {

// The outermost object's members that are strings or numbers, by name, as written between their
// quotes; those with an escape other than \/ are left out. Of an array of strings the first counts.
// Empty when `text` does not begin as an object. Time: linear. Source: RFC 8259.
std::map<std::string, std::string> JsonMembers(std::string_view text);

}  // namespace keytrail::secret
