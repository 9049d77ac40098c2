// Doors that a certificate opens: its authority is trusted by an account, and what it says of
// itself passes there. Source: OpenSSH's PROTOCOL.certkeys, sshd_config(5), sshd(8); measured with
// OpenSSH 9.2.
#pragma once

#include <optional>

#include "base/clock.h"
#include "model/door.h"
#include "model/fact.h"

namespace keytrail::graph {

// `authority` is a door of the authority's key. Nothing where the certificate is a host's, or of
// another authority. Blocked doors are kept: cert.expired, cert.noprincipal, cert.critical.
std::optional<Door> CertificateDoor(const Door& authority, const Fact& certificate, Timestamp now);

}  // namespace keytrail::graph
