// Where a key lies that a client's configuration or a command names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail::graph {

// The home that a file of an account lies in, by its path: what is above the first name that begins
// with a dot, or above AppData. Nothing for a file of the whole machine.
std::optional<std::string> HomeOfFile(std::string_view path);

// What a path's tokens stand for.
struct IdentityTokens {
  std::optional<std::string> home;  // absent: that of whoever asks
  std::string called;               // %n
  std::string host;                 // %h
  std::string user;                 // %r; empty where it is not known
};

// The path of the private key, absolute, or "~/x" where no home is known; without dots and doubled
// slashes, with slashes for backslashes and without a drive. A relative one is taken to begin at
// the home, as nothing says where the command was given. Nothing for "none", for another account's
// home, and where a token is not known. Source: ssh_config(5), TOKENS and IdentityFile.
std::optional<std::string> IdentityPath(std::string_view text, const IdentityTokens& tokens);

}  // namespace keytrail::graph
