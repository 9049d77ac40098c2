// Certificate authorities that sshd trusts: whoever holds the private half signs logins.
#pragma once

#include <string>
#include <vector>

#include "graph/access/door_judge.h"

namespace keytrail::access {

// Adds the authorities of TrustedUserCAKeys. Lines with options in front are not read by sshd.
void AddAuthorityOffers(const GateContext& at, Offers& offers);

// Whether TrustedUserCAKeys names the file at `path`.
bool TrustsAuthorityFile(const GateContext& at, const std::string& path);

// The names of which a certificate must have one: of AuthorizedPrincipalsFile, else the login's.
std::vector<std::string> PrincipalsOfAccount(const GateContext& at, Ruling& ruling);

// The same for a cert-authority line: its principals=, else the login's.
std::vector<std::string> PrincipalsOfLine(const AuthorizedLineFact& line,
                                          const AccountFact& account);

// Whether a certificate that names no principal passes there. Source: measured with OpenSSH 9.2;
// release notes of 10.3.
bool AcceptsNoPrincipals(const Offer& offer, const std::vector<std::string>& principals,
                         const SshdVersion& version, const FactAt<AuthorizedLineFact>* line);

}  // namespace keytrail::access
