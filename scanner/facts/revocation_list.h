// Files that RevokedKeys may name: OpenSSH's key revocation lists, and lists of public keys.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// True below /etc where the name holds "revoked" or "krl". `path` as in Place.
bool IsRevocationListPath(std::string_view path);

// Exactly one RevocationListFact, also of an empty text. Malformed where sshd cannot read the file,
// and then refuses every key: a list with a line that is no key of a type that it knows, a KRL that
// is damaged or has sections that it does not know. Signatures of a KRL are not verified. Lists are
// bounded, and the whole is: beyond it is truncated; a key id that is not plain is left out, and
// makes it truncated too. Of a certificate in a list of keys the fingerprint is that of its key.
// Source: OpenSSH 9.2, PROTOCOL.krl, krl.c, and sshkey_in_file() in authfile.c.
std::vector<FactPayload> ParseRevocationList(std::string_view text);

}  // namespace keytrail::facts
