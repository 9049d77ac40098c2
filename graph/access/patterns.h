// Patterns and address lists, matched as sshd matches them. Source: ssh_config(5) "PATTERNS",
// OpenSSH 9.2 match.c, addr.c and addrmatch.c.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::access {

// `*` stands for any text, `?` for one byte; no other byte is special. Time: at most the product of
// the two lengths.
bool MatchesPattern(std::string_view text, std::string_view pattern);

enum class ListMatch {
  kExcluded,  // an element with `!` matches
  kNone,
  kListed,
  kInvalid  // sshd refuses the list
};

// A comma-separated list of patterns, with `!` for exceptions.
ListMatch MatchPatternList(std::string_view text, std::string_view list);

// A comma-separated list of addresses, networks (CIDR) and patterns; kInvalid when a network has
// host bits. `address` is an IPv4 or IPv6 address, or empty to look for kInvalid only.
ListMatch MatchAddressList(std::string_view address, std::string_view list);

// As `from=` and AllowUsers match: a list of host patterns and of addresses, against both. Nothing
// when sshd refuses the list.
std::optional<bool> MatchHostAndAddress(std::string_view host, std::string_view address,
                                        std::string_view list);

// Whether one text is an IPv4 or IPv6 address.
bool IsAddress(std::string_view text);

// Elements between commas; empty ones are kept.
std::vector<std::string_view> SplitList(std::string_view list);

}  // namespace keytrail::access
