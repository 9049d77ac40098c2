// What an OpenSSH certificate states beside its key. Whether anyone trusts who signed it, and
// whether the signature holds, is not looked at here.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "model/fact.h"

namespace keytrail::facts {

// Reads a certificate from its serial number on, as SplitCertificate cuts it. Returns nothing when
// it ends too early, holds more behind its end, or is neither a user's nor a host's. A principal
// that is not plain is kept as an empty name; a list of source addresses that is not plain, which
// sshd refuses, counts as an unknown critical option.
// Source: OpenSSH's PROTOCOL.certkeys; bounds as in sshkey.c.
std::optional<SshCertificate> ParseCertificateStatement(std::span<const std::byte> statement);

}  // namespace keytrail::facts
