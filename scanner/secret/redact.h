// What may be shown of a secret. The only maker of previews; nothing else turns secret bytes into
// text that leaves the worker.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "model/rule.h"

namespace keytrail::secret {

// Returns e.g. "DefaultEnd…****" or "ghp_…****q3": at most the beginning of the rule's constant
// prefix, and for keys, tokens and signatures of 20 bytes and more the last two characters. Nothing
// of a password, and nothing of the password in a connection string.
std::string Preview(const Rule& rule, std::span<const std::byte> secret);

// Returns e.g. "-----BEGIN OPENSSH PRIVATE KEY-----…****"; `label` is that of the key's markers.
std::string PrivateKeyPreview(std::string_view label);

}  // namespace keytrail::secret
