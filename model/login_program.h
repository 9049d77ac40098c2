// The programs that decide a login by being there: shells, sshd, the sftp server. Scanners report
// each of them where it lies at one of these places; what evaluates a login may therefore take the
// absence of such a report, on a volume that was walked to its end, as the program's absence.
#pragma once

#include <string_view>

namespace keytrail {

// Whether the name is that of a shell or of what stands for one ("nologin", "git-shell"). A shell
// that is not known here may still be one.
bool IsShellName(std::string_view name);

// Whether a program called `path`, with or without its leading slash, is reported wherever it lies:
// a shell or sshd in a directory of programs, or an sftp server in its directory.
bool IsLoginProgramPlace(std::string_view path);

}  // namespace keytrail
