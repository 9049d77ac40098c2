// Which sshd is on the disk: as its own program says it, or a database of packages. The gates of a
// login changed with the versions, and distributions change them too.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// The first version text of a portable OpenSSH in the bytes of a program: "OpenSSH_9.2p1 …". The
// patterns of other versions that sshd holds ("OpenSSH_6.6*") are none. Time: linear.
// Source: OpenSSH's version.h and compat.c.
std::vector<FactPayload> ParseSshdProgram(std::string_view program);

// The installed package openssh-server of dpkg's database, or of one stanza of it (status.d).
// Source: dpkg-query(1), deb-control(5).
std::vector<FactPayload> ParseDpkgStatus(std::string_view text);

// The installed package of apk's database that has sshd. Source: apk-installed(5).
std::vector<FactPayload> ParseApkInstalled(std::string_view text);

}  // namespace keytrail::facts
