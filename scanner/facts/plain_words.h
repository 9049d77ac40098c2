// What of a file's free text may leave the worker: words that are plainly a name, a host or a path.
// A file that people or attackers write may hold anything where a name is meant to stand, a
// password among it.
#pragma once

#include <string_view>

namespace keytrail::facts {

// A login name, also of a domain ("u@example.net"): at most 64 of [A-Za-z0-9._@+-], not beginning
// with a dash, and nothing that looks like a token.
bool IsPlainUser(std::string_view text);

// A host name or an address (IPv6 with its zone): at most 253 of [A-Za-z0-9._:%-], not beginning
// with a dash, and no part of it that looks like a token.
bool IsPlainHost(std::string_view text);

// As IsPlainHost, with wildcards: what a Host line of ssh_config(5) or the name of a known host may
// be, also negated, and "[name]:port".
bool IsPlainHostPattern(std::string_view text);

// Hops as ProxyJump has them: "none", or hosts with commas between them, each with an account and
// a port as it may be.
bool IsPlainJump(std::string_view text);

// A path as configurations write it, also with "~", "%d", "${HOME}" and blanks: at most 1,024 of
// printable ASCII without quotes, redirections and other marks of a shell.
bool IsPlainPath(std::string_view text);

// IPv4 or IPv6, the latter also with its zone.
bool IsAddress(std::string_view text);

}  // namespace keytrail::facts
