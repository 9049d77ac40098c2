// sshd_config and the files that it includes, cut as sshd cuts them. What a value does, which of
// two counts and whether sshd knows it is decided elsewhere.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Exactly one SshdConfigFact, also of an empty text. A line that sshd passes over gives no
// directive; one that it refuses in every release (quotes that do not end, no argument, a command
// without a path) gives one that is malformed.
// Of arguments:
//   Match: criteria and patterns as written.
//   ForceCommand: one, "none" or CommandClass().
//   AuthorizedKeysCommand, AuthorizedPrincipalsCommand: one, "none" or CommandProgramClass().
//   Subsystem: name and program.  SetEnv: names, each with "=".  VersionAddendum: none, withheld.
//   All others: as sshd cuts them. One that is not plain is empty, and the directive withheld.
// A byte order mark in front: no directives, refused. Time: linear.
// Source: OpenSSH 9.2, servconf.c; sshd_config(5). Releases before 8.7 cut arguments otherwise
// (no comment may stand behind them).
std::vector<FactPayload> ParseSshdConfig(std::string_view text);

// True where sshd's configuration lies and where an Include is likely to find more of it: whatever
// below /etc/ssh is not by its name something else, and the places of SUSE, of sshd built from
// source, of Windows and of Red Hat's policies. `path` as in Place.
bool IsSshdConfigPath(std::string_view path);

// What finds keys or principals for sshd, by its program: "google_authorized_keys",
// "google_authorized_principals", "aad_certhandler", "eic_run_authorized_keys",
// "sss_ssh_authorizedkeys", "other".
std::string_view CommandProgramClass(std::string_view command);

}  // namespace keytrail::facts
