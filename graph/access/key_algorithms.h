// The names of public-key signature algorithms, as PubkeyAcceptedAlgorithms lists them.
#pragma once

#include <string_view>

#include "graph/access/sshd_version.h"
#include "graph/access/tri.h"

namespace keytrail::access {

// Whether sshd takes `list`: names or patterns of algorithms that it knows, behind `+`, `-` or `^`
// perhaps.
bool AreAlgorithms(std::string_view list);

// Whether a key of `key_type` ("ssh-rsa") can sign with an algorithm that `list` accepts; an empty
// list is the version's own. `is_certificate`: the key comes with a certificate.
Tri AcceptsKeyType(std::string_view list, std::string_view key_type, bool is_certificate,
                   const SshdVersion& version);

}  // namespace keytrail::access
