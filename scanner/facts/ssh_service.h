// How a machine starts its SSH server: units of systemd with their drop-ins, and the files that
// give sshd its options.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// True for units named ssh or sshd (service, socket, template) and their drop-ins below the
// directories of systemd's system units, and for /etc/default/ssh and /etc/sysconfig/sshd. `path`
// as in Place.
bool IsSshServicePath(std::string_view path);

// Exactly one ServiceFact, also of an empty text. Its unit is the file's name, of a drop-in that of
// the unit, of an options file "default/ssh" or "sysconfig/sshd". Of sshd's command line
// (ExecStart), and of SSHD_OPTS and OPTIONS, which other files' command lines may name, the options
// -f, -o and -p: an -o as ParseSshdConfig keeps its directive. Withheld where one of them is not
// plain, or another program starts sshd. The last assignment of a variable counts, and an empty
// ExecStart drops those before.
// Source: systemd.service(5), systemd.unit(5), sshd(8).
std::vector<FactPayload> ParseSshService(std::string_view path, std::string_view text);

}  // namespace keytrail::facts
