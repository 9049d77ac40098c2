// Which sshd decides, and what changed over its releases: the sshd on a disk decides by its own
// rules, not by the newest ones.
#pragma once

#include <cstdint>
#include <string>

#include "graph/access/tri.h"

namespace keytrail::access {

struct SshdVersion {
  std::uint32_t major = 0;  // 0: not known
  std::uint32_t minor = 0;
  bool is_debian = false;  // with Debian's patches, which Ubuntu has too

  bool known() const { return major != 0; }
};

// What a release changed. Each row of the table names its source.
enum class Change {
  kRootWithoutPassword,       // PermitRootLogin is prohibit-password unless set
  kNoDsa,                     // DSA keys are refused unless allowed by name
  kDsaGone,                   // DSA keys do not exist any more
  kNoSha1Rsa,                 // RSA signatures with SHA-1 are refused; those with SHA-2 go on
  kInclude,                   // Include, and security keys
  kRequiredRsaSize,           // RequiredRSASize
  kGlobbedKeyFiles,           // AuthorizedKeysFile and AuthorizedPrincipalsFile take patterns
  kSubsystemInMatch,          // Subsystem inside Match
  kPrincipalsAlwaysDemanded,  // certificates without principals are refused on any line
  kRefuseConnection,          // RefuseConnection
  kInvalidUserCriterion,      // Match Invalid-User
  kVersionCriterion           // Match Version, SessionType, Command
};

// Unknown where the version is.
Tri Has(const SshdVersion& version, Change change);

}  // namespace keytrail::access
