// The options in front of a key on an authorized_keys line.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Where options at the front of `line` end: at the first blank outside quotes, or the line's end.
// Nothing when a quote stays open. Source: OpenSSH's sshkey_advance_past_options().
std::optional<std::size_t> AuthorizedOptionsEnd(std::string_view line);

struct AuthorizedOptions {
  std::vector<AuthorizedOption> options;  // up to the first that sshd refuses
  bool malformed = false;                 // sshd voids the line
};

// Values that could hold a secret are classed or dropped, as model/fact.h says.
// Source: OpenSSH 9.2, sshauthopt_parse() in auth-options.c, and sshd(8).
AuthorizedOptions ParseAuthorizedOptions(std::string_view text);

}  // namespace keytrail::facts
